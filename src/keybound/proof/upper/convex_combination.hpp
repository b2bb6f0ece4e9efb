// Proof `convex-combination` (upper bound, published attack, closed form derived): Eve mixes what leaked back in.
//
// Claim: Eve sends the separable part of an isotropic state as flagged product states and hides leaked outcomes of it among the
// rounds of the entangled part; with w = (1-L)((1+D)v-1)/D and t = L(1-v)/D, D = d^(N-1), whatever the measurements,
//   R <= [w log2(D w/Y) + (D-1) t log2(D t/Y)]/(N-1),  Y = w + (D-1)t,  and R = 0 if w <= t.
// If only separable rounds leak (model "junk"), w = ((1+D)v-1)/D.
// Source: Sarkar, Prasad, Horodecki, arXiv:2603.06400, Eqs. (8)-(15), (24)-(29) with the weight p(e=?); their Eq. (19) is
// corrected. Hypotheses: announced settings; one measurement per round; Eve holds the source and knows which round a leak is
// of. For N >= 3 and leaks that do not come together, L is the probability that at least N - 1 outcomes of a round leak.
// Numerics: closed form, peak rounded up, rest down. Origin: derived. Theory: docs/theory/convex-combination.md.
#pragma once

#include "keybound/proof/finding.hpp"
#include "keybound/proof/upper/shared_state_ceiling.hpp"

namespace keybound {

Outcome<RateCeiling> prove_convex_combination(const Link& link);

// What it comes to at a leak probability of a whole round.
PeakedCeiling convex_combination_ceiling(const SharedState& state, double leak_probability);

}  // namespace keybound
