// Finite-key method `e-value-thinned` (E).
//
// Claim: with probability at least 1 - eps_f the number of phase errors is at most
//   [ ln(1/eps_f) + N (1 - theta) ln(1 + p_C q [(1 - x)^(-theta/(1 - theta)) - 1]) - sum_i n_i g(m_i) ] / g(m_ph),
//   g(m) = ln(p_C + (1 - p_C) m^theta), m_i = 1 - s a_i, m_ph = 1 + s a_ph, q = min(1, h/w), x = s (1 - p_C) w/p_C,
//   for every coherent attack, whatever the data, if all m_i > 0 and x < 1. h: source term, w: coin weight.
// Source: derived in docs/theory/finite-key.md, section 5: a supermartingale in which a fictitious coin takes each round with
//   probability p_C, Hoelder's inequality with exponent theta, thinning, Markov's inequality.
// Hypotheses: A1 to A7 of docs/theory/README.md; s, theta, p_C and the coefficients are fixed before the run.
// Inputs: counts and probabilities per pulse, dimensionless; s > 0, theta and p_C in (0, 1).
// Numerics: log1p and expm1 throughout; sums are rounded outward, so the result is not below the exact value.
// Origin: derived. One failure event. Never below method `e-value` at tilt theta (1 - p_C) s, where that is not negative: kept
//   as a second derivation that does not use Theorem G.
#pragma once

#include "keybound/core/bounds.hpp"
#include "keybound/core/outcome.hpp"
#include "keybound/finite/counting_problem.hpp"

namespace keybound {

// The bound on n_ph; negative for data that no admissible source produces except with probability eps_f. Without a source term
// no coin is needed, and the bound is that of `e-value` with tilt s.
Outcome<UpperBound> e_value_thinned_phase_errors(const CountingProblem& problem, const MethodParameters& parameters);

}  // namespace keybound
