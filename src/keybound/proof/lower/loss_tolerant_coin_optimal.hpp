// Proof `loss-tolerant-coin-optimal` (lower bound, derived).
//
// Claim: for diagonal Lambda_0, Lambda_1 and Omega >= 0 with Lambda_b + Omega >= C_b (b = 0, 1), every attack obeys
//   e_ph Y_Z <= sum_bj lambda_bj p_bj + h(Omega),   h(Omega) = max Tr(Omega G) over the Gram matrices of admissible sources.
//   Omega lives on { v : sum_j v_j sqrt(1 - eps_j) phi_j = 0 }, so that qubit flaws cost nothing of order 1.
// Source: derived in docs/theory/loss-tolerant-coin-optimal.md from Curras-Lorenzo et al., Optica Quantum (2025), whose coin is
//   one feasible point.
// Hypotheses: key states differ; X states are no key states; characterised states linearly dependent. Inputs: kets of any
//   dimension, leakage per setting, P(b | j, X) of the channel model.
// Numerics: a semidefinite programme gives a candidate; the bound is evaluated from the repaired candidate alone (certified
//   eigenvalue shifts), rounded outward. Implausible multipliers give "undecided". The published coin is evaluated too, and the
//   smaller bound reported.
// Origin: derived. Theory: docs/theory/loss-tolerant-coin-optimal.md.
#pragma once

#include "keybound/proof/finding.hpp"
#include "keybound/proof/run_proof.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_loss_tolerant_coin_optimal(const Link& link);

// The smaller of two bounds. They may belong to different virtual phases, hence to different quantities: each alone gives a
// valid key. `first` where it is undecided (a warning that no other bound overrules) and where `second` proves nothing.
Outcome<PhaseErrorBound> smaller_bound(Outcome<PhaseErrorBound> first, Outcome<PhaseErrorBound> second);

// For a run of finitely many pulses: the multipliers of this family that suit it, and the same from their evidence.
Outcome<RunBound> prove_run_by_optimal_coin(const Link& link, const RunDesign& design);
Outcome<RunBound> conclude_run_by_optimal_coin(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
