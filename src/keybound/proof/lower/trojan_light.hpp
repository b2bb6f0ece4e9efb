// Pulses with Trojan-horse light of known kind, as `leaky-decoy-characterised` and `leaky-decoy-phase-modulator` see them.
// Source: arXiv:2411.13948, Secs. V.1 and V.2; docs/theory/leaky-decoy-characterised.md.
#pragma once

#include "keybound/proof/lower/decoy_states.hpp"

namespace keybound {

// Light that carries the phase of the pulse: photon numbers are those of pulse and light together.
DecoyStates states_with_trojan_light(const DecoyPulses& pulses);

// Light with the random phases of an extra modulator, of pulses whose own phase does not leak.
DecoyStates states_behind_phase_modulator(const DecoyPulses& pulses);

// The bound for light of known kind and nothing else that leaks. `failed_hypothesis`: of the kind, "" if all hold.
struct KnownLight {
    const char* (*failed_hypothesis)(const DecoyPulses&);
    DecoyStates (*states)(const DecoyPulses&);
};
Outcome<PhaseErrorBound> prove_with_known_light(const Link& link, const KnownLight& light,
                                                const std::vector<EvidenceItem>* items);

}  // namespace keybound
