// Leakage model "state-preparation": emitted kets near the characterised ones.
//
// Claim, of every pulse and setting: the emitted ket is within the angle t of its characterised one, i.e. the real part of
// their overlap is at least cos(t), with the phase of the emitted ket as the proofs may choose it; of a laser pulse, the
// amplitudes of its modes, common phase included, are. The leakage is then
//   sin^2(t)                          of a single photon,
//   1 - exp(-4 mu sin^2(t/2))         of a laser pulse, with mu the largest intensity.
// Pessimistic: an attacker cannot amplify a flaw of qubits by loss as she can a leak.
//
// Origin: derived in docs/theory/leakage-budget.md, 5. Numerics: rounded upward.
#pragma once

#include "keybound/device/leakage/emitted_light.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

double state_preparation_leakage(const SideChannel& entry, const EmittedLight& light);

}  // namespace keybound
