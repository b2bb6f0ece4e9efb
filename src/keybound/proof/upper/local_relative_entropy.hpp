// Proof `local-relative-entropy` (upper bound, published): part of the rounds local, the others an isotropic state of higher
// visibility.
//
// Claim: of the isotropic table, for any v' in [v, 1],  R <= (v - v_L)/(v' - v_L) E_R(rho_v'),  E_R the relative entropy of
// entanglement, 1 - h((1 + 3v')/4). Source: Christandl, Ferrara, Horodecki, PRL 126, 160501 (2021); Kaur, Wilde, Winter, NJP
// 22, 023039 (2020). Hypotheses: the table is all that is tested, the key settings included. Numerics: v' is searched for, any
// is valid; share and E_R rounded upward. Origin: published. Theory: docs/theory/local-relative-entropy.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_local_relative_entropy(const Link& link);

}  // namespace keybound
