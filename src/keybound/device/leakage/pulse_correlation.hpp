// Leakage model "pulse-correlation": a setting that changes later pulses too.
//
// Claim: given all settings, the joint state of all pulses is a product over pulses; the pulse l places after a setting was
// chosen differs by at most epsilon_l (1 - fidelity) from what it is with one fixed setting in that place, whatever the other
// settings, for l = 1, .., L, and not at all for larger l. Rounds k modulo L + 1 are then groups of independent rounds with the
// leakage 1 - prod(1 - epsilon_l), each of which must have parameter estimation, error correction, verification and privacy
// amplification of its own. Asymptotically all pulses together give the rate of a source with this leakage.
//
// Source: Curras-Lorenzo et al., Optica Quantum (2025), appendix A.3, (A5)-(A8); proof in docs/theory/leakage-budget.md, 6.
// Not for laser pulses, whose intensities and phases may be correlated too, nor for finite runs, whose groups share the
// secrecy. Numerics: rounded upward.
#pragma once

#include "keybound/device/leakage/emitted_light.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

double pulse_correlation_leakage(const SideChannel& entry, const EmittedLight& light);

}  // namespace keybound
