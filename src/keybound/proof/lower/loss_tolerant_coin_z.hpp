// Proof `loss-tolerant-coin-z` (lower bound, derived).
//
// Claim: let M be any Hermitian matrix. If Lambda_b + Omega - M >= C_b and Lambda^Z_b + M >= 0 (b = 0, 1), Omega >= 0, where
//   Lambda^Z_b has the bit error of outcome b as its only entry, then every attack obeys
//   e_ph Y_Z <= sum_bj lambda_bj p_bj + lambda^Z_0 p^Z_{0,1Z} + lambda^Z_1 p^Z_{1,0Z} + h(Omega).
//   The bit errors of Bob's Z basis say how well a detection separates the key states, and that bounds the phase errors too.
// Source: derived in docs/theory/loss-tolerant-coin-z.md; builds on Curras-Lorenzo et al., Optica Quantum (2025).
// Hypotheses: those of `loss-tolerant-coin-optimal`; the operator of "detected" is the same in Bob's two bases; the bit errors
//   come from random test rounds that are no key (asymptotically a vanishing fraction). Inputs: as there, and P(b | j, Z).
// Numerics: as `loss-tolerant-coin-optimal`; multipliers of correct outcomes are 0, so that a small mismatch of the yields of
//   the two bases cannot be amplified, and a mismatch beyond rounding gives "undecided". Never above that proof's bound.
// Origin: derived. Theory: docs/theory/loss-tolerant-coin-z.md.
#pragma once

#include "keybound/proof/finding.hpp"
#include "keybound/proof/run_proof.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_loss_tolerant_coin_z(const Link& link);

// For a run of finitely many pulses in which some rounds with both in Z are disclosed; not applicable if none are.
Outcome<RunBound> prove_run_by_coin_z(const Link& link, const RunDesign& design);
Outcome<RunBound> conclude_run_by_coin_z(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
