#include "keybound/proof/lower/leaky_decoy_phase_modulator.hpp"

#include "keybound/proof/lower/trojan_light.hpp"

namespace keybound {

namespace {

const char* failed_hypothesis(const DecoyPulses& pulses) {
    if (pulses.trojan_light->modulator_phases == 0) return "needs trojan_horse.phase_modulator_phases";
    if (pulses.phases != 0) return "needs a continuous phase randomisation";
    return pulses.encoding == DecoyPulses::Encoding::polarisation ? "" : "needs polarisation encoding";
}

constexpr KnownLight light = {failed_hypothesis, states_behind_phase_modulator};

}  // namespace

Outcome<PhaseErrorBound> prove_leaky_decoy_phase_modulator(const Link& link) {
    return prove_with_known_light(link, light, nullptr);
}

Outcome<PhaseErrorBound> conclude_leaky_decoy_phase_modulator(const Link& link, const std::vector<EvidenceItem>& items) {
    return prove_with_known_light(link, light, &items);
}

}  // namespace keybound
