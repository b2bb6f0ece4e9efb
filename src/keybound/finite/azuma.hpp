// Finite-key method `azuma`.
//
// Claim: with probability at least 1 - eps_f the number of phase errors is at most the number that union_bound_phase_errors
//   computes with Azuma's inequality, |sum - count| <= sqrt(2 n ln(1/eps)) over the n detected rounds.
// Source: Azuma, Tohoku Mathematical Journal 19, 357 (1967); steps as in method `kato`.
// Hypotheses: A1 to A7 of docs/theory/README.md; coefficients and p_C are fixed before the run.
// Inputs: counts and probabilities per pulse, dimensionless; p_C in (0, 1).
// Numerics: every step is rounded outward. Nothing is tuned to predicted counts.
// Origin: published, accounting reconstructed. eps_f is shared evenly by 2 (classes with a coefficient) + 4 events. Blind
//   to the rarity of errors, so loose; it is here to be compared with.
#pragma once

#include "keybound/core/bounds.hpp"
#include "keybound/core/outcome.hpp"
#include "keybound/finite/counting_problem.hpp"

namespace keybound {

// The bound on n_ph, never negative. Undecided if a number is not usable or not finite.
Outcome<UpperBound> azuma_phase_errors(const CountingProblem& problem, const MethodParameters& parameters);

}  // namespace keybound
