// Proof `key-flip` (upper bound, derived): Eve puts all errors of the key into the perfect rounds.
//
// Claim: of the isotropic table of the 2 x 3 settings, with w = (v - v_L)/(1 - v_L), v_L = 1/sqrt(2), Q = (1 - v)/2,
//   R <= w (1 - h(Q/w)),  0 for v <= 1/(2 - v_L).
// Local rounds have b2 = a0, and in the others Bob's key outcome is turned around with probability Q/w.
// Source: derived from the attack of Farkas et al., PRL 127, 050503 (2021). Hypotheses: those of local-convex-combination; B2
// is no setting of the Bell test, so that the table is that of these very settings and v_L is no free parameter. Numerics:
// closed form; w rounded upward, Q downward. Origin: derived. Theory: docs/theory/key-flip.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_key_flip(const Link& link);

}  // namespace keybound
