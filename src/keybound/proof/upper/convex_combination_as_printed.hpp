// Proof `convex-combination-as-printed` (no bound): what the paper prints of its attack, for comparison.
//
// Claim, refuted: no key for  v <= 1/(1+D) + D L/((1+D)(1-L)+L), D = d^(N-1). The last step of Eq. (19) lost a factor 1/(1+D);
// for L = 0.6, v = 0.99 one-way key distillation gives 0.34 bits where the printed threshold is 1. Above it the rate of
// convex-combination is shown, and behind n repeaters all of it at the visibility v^(2n) of Eq. (5), which for n >= 2 is less
// than swapping leaves.
// Source: Sarkar, Prasad, Horodecki, arXiv:2603.06400, Theorems 1(i) and 2(i), Eqs. (5) and (19).
// Hypotheses: as printed: all outcomes of a round leak together, in any round alike.
// Numerics: not rounded outward; never a bound. Origin: published. Theory: docs/theory/convex-combination.md, 5.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_convex_combination_as_printed(const Link& link);

}  // namespace keybound
