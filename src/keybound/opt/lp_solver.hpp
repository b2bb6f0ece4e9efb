// What every solver of linear programmes is to us: a source of candidates. conclude_lp (opt/lp.hpp) makes bounds of them.
#pragma once

#include <vector>

#include "keybound/opt/lp.hpp"
#include "keybound/opt/solver.hpp"

namespace keybound {

struct LpSolution;

struct LpOptions {
    int max_iterations = 100000;
    // The solution of a programme with the same columns and the first of these rows: where to start. A hint, no more.
    const LpSolution* start = nullptr;
    bool refine = true;  // whether digits beyond the solver's tolerance are worth more work
};

// Where the simplex method stopped: what each column, and then each row, is doing.
enum class LpStatus : unsigned char { basic, at_lower, at_upper, free };

struct LpSolution {
    std::vector<double> x;
    std::vector<double> row_duals;     // positive where row_lower presses, negative where row_upper does
    std::vector<double> column_duals;  // cost - A^T row_duals, with the same signs
    SolverStop stop = SolverStop::numerical_trouble;
    int iterations = 0;
    std::vector<LpStatus> statuses;  // of columns, then of rows; empty if the solver has none
};

// A solver of linear programmes. It may fail, but it comes back.
using LpSolver = LpSolution (*)(const Lp& lp, const LpOptions& options);

}  // namespace keybound
