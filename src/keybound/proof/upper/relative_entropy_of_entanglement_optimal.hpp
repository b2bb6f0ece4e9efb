// Proof `relative-entropy-of-entanglement-optimal` (upper bound, derived): the best split of a state into a part that is
// flagged and one that Eve does not tell apart from what leaked.
//
// Claim: across any cut, for all 0 <= S <= rho, separable Z and 0 <= g_ab <= c Tr[rho M_ab],
//   R <= F(P) + u [ D(S || Z) + (Tr Z - Tr S)/ln 2 ],  P(a,b) = u Tr[(rho - S) M_ab] + g_ab,
//   F(P) = sum P log P + |P| log|P| - sum P_A log P_A - sum P_B log P_B.
// Source: derived; Z = S is the attack of Sarkar, Prasad, Horodecki, arXiv:2603.06400, Eqs. (11)-(15), S = rho the relative
// entropy of entanglement of Horodecki et al., IEEE Trans. Inf. Theory 55, 1898 (2009), Theorem 9. Hypotheses: announced
// settings, independent rounds, Eve holds the purification and a quantum memory; leaks do not depend on the state.
// u = 1 - Pr(all outcomes of a side leak), c = Pr(all leak). At most 16 dimensions. Numerics: the programme only proposes; S, Z
// and g are repaired and certified, logarithms and eigenvalues rounded upward. Origin: derived.
// Theory: docs/theory/relative-entropy-of-entanglement-optimal.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_relative_entropy_of_entanglement_optimal(const Link& link);

}  // namespace keybound
