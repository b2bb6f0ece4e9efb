// Linear programmes by the simplex method of Clp (COIN-OR).
#pragma once

#include "keybound/opt/lp_solver.hpp"

namespace keybound {

// Rows and columns are scaled by powers of 2, and the solution is refined: the programme is magnified around it and solved
// again from the same basis (A. M. Gleixner, D. E. Steffy, K. Wolter, ISSAC 2012, p. 187). So yields of 1e-9 beside
// probabilities of order 1 come out to full relative accuracy although Clp's own tolerances are absolute. Threads may solve at
// the same time; equal programmes give equal digits. Bounds that are not numbers give numerical_trouble.
LpSolution solve_clp(const Lp& lp, const LpOptions& options = {});

}  // namespace keybound
