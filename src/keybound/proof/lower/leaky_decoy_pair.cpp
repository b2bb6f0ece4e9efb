#include "keybound/proof/lower/leaky_decoy_pair.hpp"

#include "keybound/proof/lower/leaky_decoy_joint.hpp"
#include "keybound/proof/lower/pair_decoy_programme.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_leaky_decoy_pair(const Link& link) {
    return prove_by_planes(link, nullptr, find_pair_certificate, certified_pair_bound);
}

Outcome<PhaseErrorBound> conclude_leaky_decoy_pair(const Link& link, const std::vector<EvidenceItem>& items) {
    return prove_by_planes(link, &items, find_pair_certificate, certified_pair_bound);
}

}  // namespace keybound
