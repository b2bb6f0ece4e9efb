// Finite-key method `kato`.
//
// Claim: with probability at least 1 - eps_f the number of phase errors is at most the number that union_bound_phase_errors
//   computes with Kato's inequality.
// Source: Kato's inequality, arXiv:2002.04357, with the best a and b of Curras-Lorenzo et al., npj Quantum Information 7, 22
//   (2021); the use of a fictitious coin follows Curras-Lorenzo et al., arXiv:2305.05930, whose accounting is reconstructed.
// Hypotheses: A1 to A7 of docs/theory/README.md; coefficients, predicted counts and p_C are fixed before the run.
// Inputs: counts and probabilities per pulse, dimensionless; p_C in (0, 1).
// Numerics: where predicted counts are small Kato's line is looser than the tilted one, and its published formula loses all
//   digits at large n; the tighter of the two lines at the predicted count is taken. Every step is rounded outward.
// Origin: published, accounting reconstructed. eps_f is shared evenly by 2 (classes with a coefficient) + 4 events.
#pragma once

#include "keybound/core/bounds.hpp"
#include "keybound/core/outcome.hpp"
#include "keybound/finite/counting_problem.hpp"

namespace keybound {

// The bound on n_ph, never negative. Undecided if a number is not usable or not finite.
Outcome<UpperBound> kato_phase_errors(const CountingProblem& problem, const MethodParameters& parameters);

}  // namespace keybound
