// Finite-key method `e-value` (E').
//
// Claim: with probability at least 1 - eps_f the number of phase errors is at most
//   [ ln(1/eps_f) + N ln(1 + s h) - sum_i n_i ln m_i ] / ln m_ph,   m_i = 1 - s a_i,  m_ph = 1 + s a_ph,
// for every coherent attack, whatever the data, if all m_i > 0. a_i, a_ph: coefficients of the counting problem.
// Source: derived in docs/theory/finite-key.md from Theorem G (docs/theory/README.md) and Markov's inequality.
// Hypotheses: A1 to A7 of docs/theory/README.md; s and the coefficients are fixed before the run.
// Inputs: counts and probabilities per pulse, dimensionless; s > 0.
// Numerics: log1p throughout; the sum is rounded outward, so the result is not below the exact value.
// Origin: derived. No union bound, no concentration inequality, no fictitious sampling; one free parameter.
#pragma once

#include "keybound/core/bounds.hpp"
#include "keybound/core/outcome.hpp"
#include "keybound/finite/counting_problem.hpp"

namespace keybound {

// The bound on n_ph; it can be negative for data that no admissible source produces except with probability eps_f.
// Undecided if a weight m_i is not positive or a number is not finite.
Outcome<UpperBound> e_value_phase_errors(const CountingProblem& problem, const MethodParameters& parameters);

// The largest tilt at which every weight is positive; infinite if any is.
double largest_tilt(const CountingProblem& problem);

}  // namespace keybound
