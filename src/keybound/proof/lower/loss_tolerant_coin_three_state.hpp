// Proof `loss-tolerant-coin-three-state` (lower bound, derived).
//
// Claim: if phi_0X is the balanced superposition of the key states, u_+ = sqrt(1 - q) phi_0X, then
//   e_ph Y_Z <= y_0 + max { t_1^2 - t_0^2 : |t - r| <= rho, t >= 0 },   r_b = sqrt((1 - q) p_b,0X),
//   y_0 = (p_00 + p_01)/2,  rho = (sqrt eps_0Z + sqrt eps_1Z)/2 + sqrt(1 - q) sqrt eps_0X + terms of order eps.
// Source: derived in docs/theory/loss-tolerant-coin-three-state.md; tighter than the three-state form of the published coin.
// Hypotheses: three-state protocol; phi_0X balanced to 1e-9 (the rest is counted).
// Numerics: the maximum is replaced by its Lagrange dual, valid for every multiplier; rounded outward. Origin: derived.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_loss_tolerant_coin_three_state(const Link& link);

}  // namespace keybound
