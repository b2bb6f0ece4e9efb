// The union-bound methods of finite keys, up to the choice of their concentration inequality.
//
// A fictitious coin takes every round with probability p_C and measures {Omega-bar, 1 - Omega-bar} on Alice's register instead,
// Omega-bar = S Omega S/coin_weight. Six kinds of steps, each of which may fail with the same share of eps_f:
//   (i)   thinned count of a class from its count (Hoeffding),
//   (ii)  sum of its conditional probabilities from the thinned count,
//   (iii) coin outcomes: independent, each of probability at most p_C min(1, source_term/coin_weight) (Chernoff); their sum,
//   (iv)  the counting problem's inequality, summed over the detected rounds (cannot fail),
//   (v)   thinned phase errors from the sum of their conditional probabilities,
//   (vi)  phase errors from thinned phase errors (Hoeffding).
// Events: two for each class with a coefficient, two for the coin, two for phase errors; eps_f is divided by their number,
// which is fixed before the run. Upper bounds where a coefficient is positive, lower bounds where it is negative. Without a
// source term there is nothing to take rounds for: no coin, no thinning, one event for each class and one for phase errors.
#pragma once

#include "keybound/core/bounds.hpp"
#include "keybound/core/outcome.hpp"
#include "keybound/finite/counting_problem.hpp"
#include "keybound/finite/tails.hpp"

namespace keybound {

// Chooses the line of step (ii), (iii) or (v) before the run: trials, predicted place, exponent.
using LineChoice = Line (*)(Bounded what, double trials, double predicted, double exponent);

Outcome<UpperBound> union_bound_phase_errors(const CountingProblem& problem, const MethodParameters& parameters,
                                             LineChoice choose);

}  // namespace keybound
