// Proof `quantum-coin` (lower bound, published): the original coin argument.
//
// Claim: with Tar = Psi_Z and Ref = Psi_X the coin inequality bounds the phase-error rate by the X-basis error rate;
//   || Tar - Ref || <= sqrt(1 - eps) || sum_j v_j phi_j || + 2 sqrt(eps).
// Source: Gottesman, Lo, Lutkenhaus, Preskill, QIC 4, 325 (2004); Lo, Preskill, QIC 7, 431 (2007); Koashi, NJP 11, 045018
// (2009). Hypotheses: both X states are sent; unequal leakages are raised to the largest. Numerics: closed form (the worst-case
// Gram value of this coin is exactly 4), rounded outward. Origin: published. Theory: docs/theory/quantum-coin.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_quantum_coin(const Link& link);

}  // namespace keybound
