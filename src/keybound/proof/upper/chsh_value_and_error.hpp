// Proof `chsh-value-and-error` (upper bound, derived): rounds that reach more, with all errors of the key, beside rounds that
// reach less without any.
//
// Claim: for any S' in [S, 2 sqrt(2)] and S'' in [2, S], with w = (S - S'')/(S' - S''), C = sqrt(S^2/4 - 1) of each, Q <= 1/2,
//   R <= w (1 - h((1 + c)/2)) + (1 - w)(1 - h((1 + C'')/2)),  c = (1 - Q/w)(1 + C') - 1, the first term 0 if c <= 0 or Q >=
//   w/2,
// for protocols that estimate S and Q and nothing else. Source: derived from Kaur, Horodecki, Das, arXiv:2107.06411, and Farkas
// et al., PRL 127, 050503 (2021). Hypotheses: that class of protocols; settings are announced. Numerics: S', S'' are searched
// for, any are valid; S rounded upward, Q downward, the result at S', S'' upward. Origin: derived. Theory:
// docs/theory/chsh-value.md, 3.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_chsh_value_and_error(const Link& link);

}  // namespace keybound
