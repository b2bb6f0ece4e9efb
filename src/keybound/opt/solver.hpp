// What every solver is to us: a source of candidates. conclude() functions repair and evaluate them; see docs/theory.
#pragma once

#include <vector>

#include "keybound/opt/sdp.hpp"

namespace keybound {

// Why the solver stopped. Says nothing about what is proved.
enum class SolverStop { converged, iteration_limit, numerical_trouble };

struct ApproxSolution {
    std::vector<double> x;
    SolverStop stop = SolverStop::numerical_trouble;
    int iterations = 0;
    double gap = 0.0;  // cost . x minus the optimum, as the solver believes
};

// `start` must be strictly feasible (every block positive definite).
using SdpSolver = ApproxSolution (*)(const Sdp& problem, const std::vector<double>& start);

}  // namespace keybound
