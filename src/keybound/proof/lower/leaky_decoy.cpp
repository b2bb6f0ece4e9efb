#include "keybound/proof/lower/leaky_decoy.hpp"

#include "keybound/proof/lower/decoy_states.hpp"

namespace keybound {

namespace {

Outcome<PhaseErrorBound> with_leaks(const Link& link, const std::vector<EvidenceItem>* items) {
    if (!link.decoy) return Outcome<PhaseErrorBound>::not_applicable(needs_laser_pulses);
    if (link.source.budget.any_light) {
        return Outcome<PhaseErrorBound>::not_applicable(
            "light that enters may be entangled over pulses (light = \"any\"): leaky-decoy-joint and -reference cover this");
    }
    return prove_decoy_states(link, leaky_states(*link.decoy, link.source.largest_leakage()), items);
}

}  // namespace

Outcome<PhaseErrorBound> prove_leaky_decoy(const Link& link) { return with_leaks(link, nullptr); }

Outcome<PhaseErrorBound> conclude_leaky_decoy(const Link& link, const std::vector<EvidenceItem>& items) {
    return with_leaks(link, &items);
}

}  // namespace keybound
