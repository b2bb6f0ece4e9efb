// Linear programmes, and what any candidate for their multipliers proves.
//
//   minimise  cost . x   subject to   row_lower <= A x <= row_upper,   column_lower <= x <= column_upper.
//
// Bounds may be infinite; A is given by triplets (those of one place add up).
#pragma once

#include <limits>
#include <vector>

#include "keybound/core/bounds.hpp"
#include "keybound/opt/sdp.hpp"

namespace keybound {

struct LpEntry {
    int row;
    int column;
    double value;
};

struct Lp {
    static constexpr double infinity = std::numeric_limits<double>::infinity();

    std::vector<double> cost, column_lower, column_upper;  // one per column
    std::vector<double> row_lower, row_upper;              // one per row
    std::vector<LpEntry> entries;

    int columns() const { return static_cast<int>(cost.size()); }
    int rows() const { return static_cast<int>(row_lower.size()); }

    // The number of the new column (row).
    int add_column(double cost_of_one, double lower, double upper);
    int add_row(double lower, double upper, const std::vector<LpEntry>& row = {});  // rows of the entries are overwritten
};

// cost . x
double cost_at(const Lp& lp, const std::vector<double>& x);

// A lower bound on the minimum, proved by one multiplier per row whatever they are (A. Neumaier, O. Shcherbina, Math. Program.
// 99, 283 (2004)): with y_i > 0 pressing against row_lower and y_i < 0 against row_upper (set to 0 where that is infinite),
//   minimum >= sum_i y_i row_bound_i + sum_j min over x_j in its bounds of (cost - A^T y)_j x_j,
// rounded outward. -infinity where nothing is proved: a residual cost on a column without a bound on that side, NaN, infinite
// multipliers, the wrong number of them. So bound the columns where the
// physics does, and tightly: a column costs the rounding of its residual times its width. A residual that floating point shows
// to be exactly 0 counts as 0.
LowerBound conclude_lp(const Lp& lp, const std::vector<double>& row_duals);

// The same programme with 1 x 1 blocks, for solvers that keep strictly inside of them: equations (rows and columns whose bounds
// agree) are solved for pivot columns first. A contradiction among the equations becomes a block -1 >= 0.
struct LpAsSdp {
    Sdp problem;
    double constant_cost = 0.0;  // cost . x of the LP is this plus that of the SDP
    std::vector<double> offset;  // x_j of the LP is offset_j + sum_k lift_jk x_k
    std::vector<std::vector<double>> lift;

    std::vector<double> point(const std::vector<double>& x) const;
};
LpAsSdp as_sdp(const Lp& lp);

}  // namespace keybound
