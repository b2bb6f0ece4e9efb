// Proof `relative-entropy-of-entanglement` (upper bound, published): a round that leaked gives no key, any other at most E_R.
//
// Claim: R <= (1-L) E_R,  E_R = log2 d - h(F) - (1-F) log2(d-1) of the isotropic state, F its fidelity with the maximally
// entangled one; across any cut of N parties  Y [log2 d - h(x/Y) - (1-x/Y) log2(d-1)]  with x = v + u, Y = v + d^2 u,
// u = (1-v)/d^N. Whatever the settings; for L > 0 they are announced.
// Source: Horodecki, Horodecki, Horodecki, Oppenheim, IEEE Trans. Inf. Theory 55, 1898 (2009), Theorem 9; Vedral, Plenio, PRA
// 57, 1619 (1998); Rains, PRA 60, 179 (1999) for isotropic states. Hypotheses: Eve holds the purification; leaks do not depend
// on the state. Of other states (at most 16 dimensions)  R <= (1-L) D(rho || sigma)  for any sigma separable across the cut: an
// explicit product mixture, or certified to be positive under partial transposition in 2 x 2 and 2 x 3 dimensions. L is the
// probability that all outcomes of one side of the cut leak: for N = 2 that any outcome of the round does. Numerics: closed
// form, peak rounded up, rest down; or sigma repaired, eigenvalues and logarithms outward. Origin: published. Theory:
// docs/theory/relative-entropy-of-entanglement.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_relative_entropy_of_entanglement(const Link& link);

// The same from the separable state in the evidence, where there is one: of states that are given as a matrix.
Outcome<RateCeiling> conclude_relative_entropy_of_entanglement(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
