#include "keybound/proof/lower/leaky_decoy_characterised.hpp"

#include "keybound/proof/lower/trojan_light.hpp"

namespace keybound {

namespace {

const char* failed_hypothesis(const DecoyPulses& pulses) {
    return pulses.trojan_light->modulator_phases > 0 ? "the light passes an extra phase modulator" : "";
}

constexpr KnownLight light = {failed_hypothesis, states_with_trojan_light};

}  // namespace

Outcome<PhaseErrorBound> prove_leaky_decoy_characterised(const Link& link) {
    return prove_with_known_light(link, light, nullptr);
}

Outcome<PhaseErrorBound> conclude_leaky_decoy_characterised(const Link& link, const std::vector<EvidenceItem>& items) {
    return prove_with_known_light(link, light, &items);
}

}  // namespace keybound
