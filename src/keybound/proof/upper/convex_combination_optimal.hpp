// Proof `convex-combination-optimal` (upper bound, derived): the best convex-combination attack on a given state and settings.
//
// Claim: for every separable S with 0 <= S <= rho and 0 <= g_a <= c Tr[rho M_a],  R <= F(P)/(N-1) with
// P(a) = u Tr[(rho - S) M_a] + g_a  and F(P) = sum P log P + (N-1)|P| log|P| - sum_i sum P_i log P_i. Source: derived; the
// attack of Sarkar, Prasad, Horodecki, arXiv:2603.06400, Eqs. (11)-(15), with the decomposition left open. Hypotheses:
// announced settings, independent rounds, Eve holds the purification and a quantum memory; leaks do not depend on the state.
// u = 1 - Pr(all outcomes but one leak), c = Pr(all leak). At most 16 dimensions; separability is decided for 2 x 2 and 2 x 3.
// Numerics: the programme only proposes; S and g are repaired, what is not certified of S costs its relative entropy of
// entanglement, and F is rounded upward. Origin: derived. Theory: docs/theory/convex-combination-optimal.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_convex_combination_optimal(const Link& link);

Outcome<RateCeiling> conclude_convex_combination_optimal(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
