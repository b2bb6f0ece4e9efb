// Proof `loss-tolerant-coin` (lower bound, published).
//
// Claim: with target and reference states from a loss-tolerant relation, the distance of the two is of the size of the leakage
//   alone, whatever the qubit flaws, and the coin inequality bounds the phase-error rate by
//   e_ph <= [ T sin^2( asin sqrt(R_e/R) + arccos C ) - known ] / Y_Z,   C = (T + R - 4 Delta_u) / (2 sqrt(T R)).
// Source: Curras-Lorenzo, Pereira, Kato, Curty, Tamaki, Optica Quantum (2025), Eqs. (10) to (12); three states: the relation
//   {0Z, 1Z, 0X} for both virtual states.
// Hypotheses: key states differ; X states are no key states. Inputs: kets, leakage, P(b | j, X).
// Numerics: the distance from a repaired dual (worst_case_gram), the residual of the relation added, all rounded outward.
// Origin: published; choice of the target/reference pair reconstructed. Theory: docs/theory/loss-tolerant-coin.md.
#pragma once

#include "keybound/proof/finding.hpp"
#include "keybound/proof/lower/coin_inequality.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_loss_tolerant_coin(const Link& link);

// The same states under another inequality; what the reference technique shares with the coin.
using CoinInequality = Outcome<UpperBound> (*)(const CoinObservation&, double distance);
Outcome<PhaseErrorBound> prove_by_target_reference(const Link& link, CoinInequality inequality);

}  // namespace keybound
