// Proof `local-convex-combination-one-way` (upper bound for a class of protocols): Eve's local rounds against one-way
// discussion.
//
// Claim: of the isotropic table, R <= w - h(Q),  w = (v - v_L)/(1 - v_L), Q = (1 - v)/2, for protocols in which Alice alone
// talks and the raw key is used as it is. Source: Lukanowski, Balanzo-Juando, Farkas, Kolodynski, Acin, Quantum 7, 1199 (2023),
// "PA - EC". Hypotheses: those of local-convex-combination and that class; noisy preprocessing and two-way discussion beat it.
// Numerics: closed form; w rounded upward, h(Q) downward. Origin: published. Theory:
// docs/theory/local-convex-combination.md, 4.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_local_convex_combination_one_way(const Link& link);

}  // namespace keybound
