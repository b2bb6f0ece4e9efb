// Proof `relative-entropy-of-entanglement-plus` (upper bound, derived): in matched bases Eve knows every wrong outcome anyway.
//
// Claim: with x = (1-L)(v+u), Y = (1-L)(v + d^2 u) + L d(d-1)u, u = (1-v)/d^N, f = x/Y,
//   R <= Y [log2 d - h(f) - (1-f) log2(d-1)],  and R = 0 if f <= 1/d.
// Source: derived from Horodecki et al., IEEE Trans. Inf. Theory 55, 1898 (2009), Theorem 9, with an explicit separable state.
// Hypotheses: key from matched bases (N = 2: U and U*; N >= 3: the computational basis of all); Eve holds the purification and
// a quantum memory; leaks do not depend on the state. L is the probability that any outcome of the round leaks.
// Numerics: closed form, peak rounded up, rest down. Origin: derived.
// Theory: docs/theory/relative-entropy-of-entanglement-plus.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_relative_entropy_of_entanglement_plus(const Link& link);

}  // namespace keybound
