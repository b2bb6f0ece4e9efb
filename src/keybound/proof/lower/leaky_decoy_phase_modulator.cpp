#include "keybound/proof/lower/leaky_decoy_phase_modulator.hpp"

#include "keybound/proof/lower/trojan_light.hpp"

namespace keybound {

namespace {

Outcome<PhaseErrorBound> with_known_light(const Link& link, const std::vector<EvidenceItem>* items) {
    using Result = Outcome<PhaseErrorBound>;
    if (!link.decoy) return Result::not_applicable(needs_laser_pulses);
    const DecoyPulses& pulses = *link.decoy;
    if (!pulses.trojan_light) return Result::not_applicable("needs trojan_horse.output_intensity");
    if (pulses.trojan_light->modulator_phases == 0) return Result::not_applicable("needs trojan_horse.phase_modulator_phases");
    if (pulses.phases != 0) return Result::not_applicable("needs a continuous phase randomisation");
    if (pulses.encoding != DecoyPulses::Encoding::polarisation) return Result::not_applicable("needs polarisation encoding");
    if (pulses.other_leakage > 0.0) return Result::not_applicable("needs source.leakage = 0: only the light is characterised");
    return prove_decoy_states(link, states_behind_phase_modulator(pulses), items);
}

}  // namespace

Outcome<PhaseErrorBound> prove_leaky_decoy_phase_modulator(const Link& link) { return with_known_light(link, nullptr); }

Outcome<PhaseErrorBound> conclude_leaky_decoy_phase_modulator(const Link& link, const std::vector<EvidenceItem>& items) {
    return with_known_light(link, &items);
}

}  // namespace keybound
