// Smooth convex functions under small matrix inequalities, by Newton's method along the central path. Not trusted either.
//
//   minimise  f(x)   subject to  S_k(x) = constant_k + sum_i x_i coefficient_ki  >= 0   for every block k.
#pragma once

#include <functional>
#include <vector>

#include "keybound/opt/solver.hpp"

namespace keybound {

// f at x; gradient (n numbers) and Hessian (n x n, lower triangle, row by row) where asked for by pointers that are not null.
// Not finite outside of its domain. The Hessian may be that of a convex function that touches f at x and stays above it.
using SmoothFunction = std::function<double(const std::vector<double>& x, double* gradient, double* hessian)>;

// `constraints` as for an SdpSolver, its cost and logarithms unread; `start` strictly
// feasible. Multipliers are those of the last point of the path: gradient f = sum_k Tr(Z_k coefficient_k), nearly.
ApproxSolution minimise_smooth(const Sdp& constraints, const SmoothFunction& f, const std::vector<double>& start,
                               const SolverOptions& options = {.max_iterations = 200, .gap = 1e-9});

}  // namespace keybound
