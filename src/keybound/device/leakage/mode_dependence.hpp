// Leakage model "mode-dependence": light in other modes than the one that was meant.
//
// Claim, of every pulse and setting: at most the fraction r = 10^(-extinction/10) of its energy is outside the mode of the
// characterised ket. The leakage is then
//   r                  of a single photon,
//   mu r/(1 - r)       of a laser pulse whose intensity in the intended mode is between (1 - r) mu and mu, in coherent light;
//                      mu is the largest intensity.
//
// Source: Curras-Lorenzo et al., Optica Quantum (2025), appendix A.2 (A3); of laser pulses derived in
// docs/theory/leakage-budget.md, 4. Numerics: rounded upward.
#pragma once

#include "keybound/device/leakage/emitted_light.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

double mode_dependence_leakage(const SideChannel& entry, const EmittedLight& light);

}  // namespace keybound
