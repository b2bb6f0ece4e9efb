// The decoy-state bound that `decoy-ideal`, `leaky-decoy` and their kin share: single-photon yields and errors from the
// programme, then the coin between the bases.
#pragma once

#include <optional>
#include <vector>

#include "keybound/proof/finding.hpp"
#include "keybound/proof/lower/decoy_programme.hpp"

namespace keybound {

// What a proof knows of the emitted states.
struct DecoyStates {
    PhotonNumbers known;
    double basis_dependence;  // 1 - |<Psi_Z|Psi_X>| of the single photons of the signal, at most
};

// The bound for such states; from the certificates in `items` if they are given, else from our own.
Outcome<PhaseErrorBound> prove_decoy_states(const Link& link, const DecoyStates& states,
                                            const std::vector<EvidenceItem>* items);

// The states of laser pulses of this leakage.
DecoyStates leaky_states(const DecoyPulses& pulses, double leakage);

// Why gains of this link prove nothing; none if they may.
std::optional<Outcome<PhaseErrorBound>> objection_to_pulses(const Link& link);

inline constexpr const char* needs_laser_pulses = "needs laser pulses of several intensities";

}  // namespace keybound
