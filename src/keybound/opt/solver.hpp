// What every solver is to us: a source of candidates. conclude() functions repair and evaluate them; see docs/theory.
#pragma once

#include <vector>

#include "keybound/opt/sdp.hpp"

namespace keybound {

// Why the solver stopped. Says nothing about what is proved.
enum class SolverStop { converged, iteration_limit, numerical_trouble, infeasible, unbounded };

struct SolverOptions {
    int max_iterations = 60;
    double gap = 1e-9;  // relative accuracy of the cost at which the solver may stop
};

struct ApproxSolution {
    std::vector<double> x;
    std::vector<SmallMatrix> multipliers;  // Z_k >= 0 of block k: cost_i = sum_k Tr(Z_k coefficient_ki) at the optimum
    SolverStop stop = SolverStop::numerical_trouble;
    int iterations = 0;
    double gap = 0.0;  // cost . x minus the optimum, as the solver believes
};

// A solver of semidefinite programmes. `start` is a strictly feasible point (every block positive definite), or empty if the
// caller knows none.
using SdpSolver = ApproxSolution (*)(const Sdp& problem, const std::vector<double>& start, const SolverOptions& options);

const char* to_string(SolverStop stop);

}  // namespace keybound
