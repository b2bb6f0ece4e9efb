// Semidefinite programmes by CSDP (COIN-OR): a second opinion on our own solver, for tests and benchmarks only. Its digits
// depend on the BLAS of the machine, so no result of the program comes from it.
#pragma once

#include "keybound/opt/solver.hpp"

namespace keybound {

// One caller at a time (CSDP is not thread-safe); prints nothing and reads no files. `start` is not used. x need not be
// feasible to the last digit: S_k(x) >= -1e-8 or so. Where it stops as `unbounded` x is a ray, where `infeasible` the
// multipliers are the proof that it believes in. Hermitian blocks are embedded in real ones of twice the size.
ApproxSolution solve_csdp(const Sdp& problem, const std::vector<double>& start = {}, const SolverOptions& options = {});

}  // namespace keybound
