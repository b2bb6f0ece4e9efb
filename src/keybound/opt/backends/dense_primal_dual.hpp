// Our own solver for small, badly scaled semidefinite programmes: dense primal-dual predictor-corrector (HKM direction).
#pragma once

#include "keybound/opt/solver.hpp"

namespace keybound {

// From a strictly feasible start S stays feasible, so that every iterate is a candidate and the one of least cost the answer;
// the multipliers Z become feasible as the steps reach 1. Without a start (empty) a first phase looks for one. Works in real
// arithmetic where the data are real. A start that is not strictly feasible is a Bug. No allocation inside the iterations.
ApproxSolution solve_dense_primal_dual(const Sdp& problem, const std::vector<double>& start = {},
                                       const SolverOptions& options = {});

}  // namespace keybound
