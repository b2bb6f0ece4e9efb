// Proof `chsh-value` (upper bound, published): devices that reach S with two Bell states.
//
// Claim: R <= 1 - chi(S),  chi(S) = h((1 + C)/2), C = sqrt(S^2/4 - 1), 0 for S <= 2, for protocols that estimate S, or S and
// the error rate of the key settings, and nothing else. Source: Kaur, Horodecki, Das, arXiv:2107.06411; relative entropy of
// entanglement of Bell-diagonal states: Vedral, Plenio, PRA 57, 1619 (1998). Hypotheses: that class of protocols; any
// discussion. Numerics: S rounded upward. Origin: published. Theory: docs/theory/chsh-value.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_chsh_value(const Link& link);

}  // namespace keybound
