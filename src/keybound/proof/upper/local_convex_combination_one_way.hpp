// Proof `local-convex-combination-one-way` (upper bound for a class of protocols): Eve's local rounds against one-way
// discussion.
//
// Claim: of the isotropic table, R <= w - h(Q),  w = (v - v_L)/(1 - v_L), Q = (1 - v)/2, for protocols in which one party alone
// talks and the raw key is used as it is; of any table, R <= w - min(H(A|B), H(B|A)) with the weight w of perfect rounds.
// Source: Lukanowski, Balanzo-Juando, Farkas, Kolodynski, Acin, Quantum 7, 1199 (2023), "PA - EC". Hypotheses: those of
// local-convex-combination and that class; noisy preprocessing and two-way discussion beat it. Numerics: as there; w rounded
// upward, entropies downward. Origin: published. Theory: docs/theory/local-convex-combination.md, 4 and 5.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_local_convex_combination_one_way(const Link& link);

// The same from the mixture in the evidence, where the table is not that of an isotropic state.
Outcome<RateCeiling> conclude_local_convex_combination_one_way(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
