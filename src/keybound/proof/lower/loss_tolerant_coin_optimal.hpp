// Proof `loss-tolerant-coin-optimal` (lower bound, derived).
//
// Claim: for diagonal Lambda_0, Lambda_1 and Omega >= 0 with Lambda_b + Omega >= C_b (b = 0, 1), every attack obeys
//   e_ph Y_Z <= sum_bj lambda_bj p_bj + h(Omega),   h(Omega) = max Tr(Omega G) over the Gram matrices of admissible sources.
//   Omega lives on { v : sum_j v_j phi_j = 0 }, so that qubit flaws cost nothing of order 1; lambda and Omega are optimised.
// Source: derived in docs/theory/loss-tolerant-coin-optimal.md from Curras-Lorenzo et al., Optica Quantum (2025), whose coin is
//   one feasible point.
// Hypotheses: key states differ; X states are no key states; unequal leakages are raised to the largest. Inputs: kets, leakage,
// P(b | j, X) of the channel model. Numerics: a semidefinite programme gives a candidate; the bound is evaluated from the
// repaired candidate alone (certified
//   eigenvalue shifts, worst-case Gram value), rounded outward. Implausible multipliers give "undecided". The published coin is
//   evaluated too, and the smaller bound reported.
// Origin: derived. Theory: docs/theory/loss-tolerant-coin-optimal.md.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "keybound/opt/sdp.hpp"
#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_loss_tolerant_coin_optimal(const Link& link);

// A candidate for the multipliers of the claim: lambda[b][j], Omega = basis weight basis^dagger with the basis of
// coin_null_space, and the multipliers of h(Omega).
struct CoinMultipliers {
    std::array<std::array<double, max_settings>, 2> lambda{};
    SmallMatrix weight;
    SmallVector gram;
};

// Orthonormal columns spanning { v : sum_j v_j phi_j = 0 } to rounding; 3 or 4 qubit kets, the first two independent.
SmallMatrix coin_null_space(const QubitKets& kets);

// The two pure halves of the proof. `state` writes the programme; `conclude` accepts any candidate whatever, repairs it and
// evaluates the bound it proves: nonsense gives 1/2 or "undecided", never a number that is too small.
struct OptimalCoinProgramme {
    Sdp problem;
    std::vector<double> start;  // strictly feasible
    Complex phase;              // e^{i alpha} of the virtual protocol
    SmallMatrix basis;          // coin_null_space of the kets
    double scale;               // w and y of the claim are those of the programme over this

    CoinMultipliers multipliers(const std::vector<double>& x) const;
};
std::optional<OptimalCoinProgramme> state_optimal_coin(const Link& link);
Outcome<PhaseErrorBound> conclude_optimal_coin(const Link& link, Complex phase, const CoinMultipliers& candidate);

}  // namespace keybound
