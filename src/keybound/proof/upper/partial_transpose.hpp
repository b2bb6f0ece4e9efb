// Proof `partial-transpose` (upper bound, derived): a device that measures the partially transposed state shows the same
// statistics, so that keys of untrusted devices are at most the key of that state.
//
// Claim: K_DI(rho_d) <= K(rho_d^Gamma) <= p (1 + log2(1-p)) per copy, p = 1/(sqrt(d) + 1). For a channel whose Choi state is
// rho_d: P_DI <= P_2 of the channel behind a transposition <= log2((1-p)(1+2p)) per use; for any other channel that stays one
// behind a transposition, the bound of `max-relative-entropy` for that. For a state of two parties that is given as a matrix:
// K_DI(rho) <= min of D(rho || sigma), D(rho^Gamma || sigma') for any separable ones. Nothing is said of keys of trusted
// devices. Source: Christandl, Ferrara, Horodecki, PRL 126, 160501 (2021), Eqs. (3) and (8), who have p and, by the same
// separable state, log2(1+p); Horodecki et al., IEEE Trans. Inf. Theory 55, 1898 (2009), Theorem 9; Christandl, Mueller-Hermes,
// Commun. Math. Phys. 353, 821 (2017). The separable states are derived here. Hypotheses: the partial transpose is positive;
// the device measures one copy at a time. Numerics: closed form, rounded upward. Origin: derived. Theory:
// docs/theory/private-states.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_partial_transpose(const Link& link);

// From the operator in its evidence, where there is one, without a solver.
Outcome<RateCeiling> conclude_partial_transpose(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
