// Proof `local-convex-combination` (upper bound, published attack): Eve mixes rounds of a local model among perfect ones.
//
// Claim: of the isotropic table at visibility v, whose settings have a local model at v_L, with w = (v - v_L)/(1 - v_L) and
// t = (1 - v)/2,  R <= (w + t)(1 - h(t/(w + t))),  0 for v <= (1 + v_L)/(3 - v_L).
//   Of any table with the weight w of perfect rounds beside a local model that has t of the errors, the same.
// Source: attack of Farkas, Balanzo-Juando, Lukanowski, Kolodynski, Acin, PRL 127, 050503 (2021); formula as there but for the
// weight of Eve's note, see the theory page. Hypotheses: the table is all that is tested; one pair of settings gives key, and
// settings are announced. Numerics: closed form for v phi+ + (1 - v) 1/4; else a linear programme proposes the shares, and what
// its mixture misses of the table must fit into white noise. w rounded upward, t downward.
// Origin: published. Theory: docs/theory/local-convex-combination.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_local_convex_combination(const Link& link);

// The same from the mixture in the evidence, where the table is not that of an isotropic state.
Outcome<RateCeiling> conclude_local_convex_combination(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
