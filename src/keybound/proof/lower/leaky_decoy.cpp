#include "keybound/proof/lower/leaky_decoy.hpp"

#include "keybound/proof/lower/decoy_states.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_leaky_decoy(const Link& link) {
    return prove_decoy_states(link, link.source.largest_leakage(), nullptr);
}

Outcome<PhaseErrorBound> conclude_leaky_decoy(const Link& link, const std::vector<EvidenceItem>& items) {
    return prove_decoy_states(link, link.source.largest_leakage(), &items);
}

}  // namespace keybound
