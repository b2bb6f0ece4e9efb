#include "keybound/proof/lower/decoy_ideal.hpp"

#include <fmt/format.h>

#include "keybound/proof/lower/decoy_states.hpp"

namespace keybound {

namespace {

Outcome<PhaseErrorBound> without_leaks(const Link& link, const std::vector<EvidenceItem>* items) {
    const double leakage = link.source.largest_leakage();
    if (leakage != 0.0) {
        return Outcome<PhaseErrorBound>::not_applicable(fmt::format("needs leakage 0, which is {}", leakage));
    }
    if (!link.decoy) return Outcome<PhaseErrorBound>::not_applicable(needs_laser_pulses);
    return prove_decoy_states(link, leaky_states(*link.decoy, 0.0), items);
}

}  // namespace

Outcome<PhaseErrorBound> prove_decoy_ideal(const Link& link) { return without_leaks(link, nullptr); }

Outcome<PhaseErrorBound> conclude_decoy_ideal(const Link& link, const std::vector<EvidenceItem>& items) {
    return without_leaks(link, &items);
}

}  // namespace keybound
