// Proof `convex-combination-optimal` (upper bound, derived): the best convex-combination attack on a given state and settings.
//
// Claim: for every separable S with 0 <= S <= rho and 0 <= g_ab <= c Tr[rho M_ab],  R <= F(P)  with
// P(a,b) = u Tr[(rho - S) M_ab] + g_ab  and F(P) = sum P log P + |P| log|P| - sum P_A log P_A - sum P_B log P_B. Source:
// derived; the attack of Sarkar, Prasad, Horodecki, arXiv:2603.06400, Eqs. (11)-(15), with the decomposition left open.
// Hypotheses: announced settings, independent rounds, Eve holds the purification and a quantum memory; leaks do not depend on
// the state. u = 1 - Pr(any outcome leaks), c = Pr(both leak). Two parties of 2 x 2 or 2 x 3 dimensions, where separability is
// decided.
// Numerics: the programme only proposes; S and g are repaired, what is not certified of S costs its relative entropy of
// entanglement, and F is rounded upward. Origin: derived. Theory: docs/theory/convex-combination-optimal.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_convex_combination_optimal(const Link& link);

Outcome<RateCeiling> conclude_convex_combination_optimal(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
