// Our own solver for small, badly scaled semidefinite programmes: dense primal-dual predictor-corrector (HKM direction).
#pragma once

#include "keybound/opt/solver.hpp"

namespace keybound {

struct DensePrimalDualOptions {
    int max_iterations = 60;
    double gap = 1e-9;  // stop when the complementarity Tr(S Z) is below this times |cost . x|
};

// S stays feasible from the given strictly feasible start; the multipliers Z become feasible as the steps reach 1. Works in
// real arithmetic where the data are real. No allocation inside the iterations.
ApproxSolution solve_dense_primal_dual(const Sdp& problem, const std::vector<double>& start,
                                       const DensePrimalDualOptions& options = {});

}  // namespace keybound
