#include <algorithm>
#include <cmath>

#include "keybound/opt/lp.hpp"

namespace keybound {

namespace {

constexpr double negligible = 1e-13;    // of the largest coefficient of an equation: left over by elimination
constexpr double contradictory = 1e-9;  // of the size of its terms: what a constant row may be violated by

using Row = std::vector<double>;  // coefficients of a . x, then the right-hand side

double size_of(const Row& row) {
    double largest = 0.0;
    for (std::size_t j = 0; j + 1 < row.size(); ++j) largest = std::max(largest, std::fabs(row[j]));
    return largest;
}

// Solves the equations for as many columns as they determine (Gauss and Jordan, largest pivot first). What is left of the
// others is 0 = right-hand side.
class Elimination {
 public:
    explicit Elimination(int columns) : columns_(columns), pivot_row_(columns, -1) {}

    void add(Row equation) {
        const double size = size_of(equation);
        if (size > 0.0) {
            for (double& value : equation) value /= size;
        }
        terms_.push_back(std::fabs(equation.back()));
        rows_.push_back(std::move(equation));
    }

    // False if the equations contradict each other.
    bool run() {
        std::vector<bool> used(rows_.size(), false);
        for (;;) {
            int row = -1, column = -1;
            double largest = negligible;
            for (std::size_t i = 0; i < rows_.size(); ++i) {
                for (int j = 0; j < columns_ && !used[i]; ++j) {
                    if (std::fabs(rows_[i][j]) > largest) {
                        largest = std::fabs(rows_[i][j]);
                        row = static_cast<int>(i);
                        column = j;
                    }
                }
            }
            if (row < 0) break;
            used[row] = true;
            pivot_row_[column] = row;
            const double pivot = rows_[row][column];
            for (double& value : rows_[row]) value /= pivot;
            terms_[row] /= std::fabs(pivot);
            for (std::size_t i = 0; i < rows_.size(); ++i) {
                const double factor = rows_[i][column];
                if (static_cast<int>(i) == row || factor == 0.0) continue;
                for (int j = 0; j <= columns_; ++j) rows_[i][j] -= factor * rows_[row][j];
                rows_[i][column] = 0.0;
                terms_[i] = std::max(terms_[i], std::fabs(factor) * terms_[row]);
            }
        }
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (!used[i] && std::fabs(rows_[i][columns_]) > contradictory * terms_[i]) return false;
        }
        return true;
    }

    // The row that gives column j from the free columns, or nullptr if j is free.
    const Row* solved(int j) const { return pivot_row_[j] < 0 ? nullptr : &rows_[pivot_row_[j]]; }

 private:
    int columns_;
    std::vector<Row> rows_;
    std::vector<double> terms_;  // size of what the right-hand side was made of
    std::vector<int> pivot_row_;
};

}  // namespace

std::vector<double> LpAsSdp::point(const std::vector<double>& x) const {
    std::vector<double> result = offset;
    for (std::size_t j = 0; j < result.size(); ++j) {
        for (std::size_t k = 0; k < x.size(); ++k) result[j] += lift[j][k] * x[k];
    }
    return result;
}

LpAsSdp as_sdp(const Lp& lp) {
    const int n = lp.columns();
    std::vector<Row> rows(lp.rows(), Row(n + 1, 0.0));
    for (const LpEntry& e : lp.entries) rows[e.row][e.column] += e.value;
    Elimination elimination(n);
    for (int i = 0; i < lp.rows(); ++i) {
        if (lp.row_lower[i] != lp.row_upper[i]) continue;
        Row equation = rows[i];
        equation[n] = lp.row_lower[i];
        elimination.add(equation);
    }
    for (int j = 0; j < n; ++j) {
        if (lp.column_lower[j] != lp.column_upper[j]) continue;
        Row equation(n + 1, 0.0);
        equation[j] = 1.0;
        equation[n] = lp.column_lower[j];
        elimination.add(equation);
    }
    bool possible = elimination.run();

    LpAsSdp result;
    std::vector<int> free;
    for (int j = 0; j < n; ++j) {
        if (elimination.solved(j) == nullptr) free.push_back(j);
    }
    result.offset.assign(n, 0.0);
    result.lift.assign(n, std::vector<double>(free.size(), 0.0));
    for (int j = 0; j < n; ++j) {
        const Row* row = elimination.solved(j);
        if (row != nullptr) result.offset[j] = (*row)[n];
        for (std::size_t k = 0; k < free.size(); ++k) {
            result.lift[j][k] = row != nullptr ? -(*row)[free[k]] : (free[k] == j ? 1.0 : 0.0);
        }
    }
    Sdp& problem = result.problem;
    problem.cost.assign(free.size(), 0.0);
    for (int j = 0; j < n; ++j) {
        result.constant_cost += lp.cost[j] * result.offset[j];
        for (std::size_t k = 0; k < free.size(); ++k) problem.cost[k] += lp.cost[j] * result.lift[j][k];
    }
    // sign (a . x - bound) >= 0
    const auto add_block = [&](const Row& a, double bound, double sign) {
        if (!std::isfinite(bound)) return;
        SdpBlock block{1, {}, std::vector<std::vector<SdpEntry>>(free.size())};
        double constant = -bound, size = std::fabs(bound);
        bool depends = false;
        for (int j = 0; j < n; ++j) {
            constant += a[j] * result.offset[j];
            size = std::max(size, std::fabs(a[j] * result.offset[j]));
        }
        for (std::size_t k = 0; k < free.size(); ++k) {
            double value = 0.0, largest = 0.0;
            for (int j = 0; j < n; ++j) {
                value += a[j] * result.lift[j][k];
                largest = std::max(largest, std::fabs(a[j] * result.lift[j][k]));
            }
            if (!(std::fabs(value) > negligible * largest)) continue;
            block.coefficients[k] = {{0, 0, sign * value}};
            depends = true;
        }
        if (!depends) {
            if (!(sign * constant >= -contradictory * size)) possible = false;
            return;
        }
        block.constant = {{0, 0, sign * constant}};
        problem.blocks.push_back(block);
    };
    for (int i = 0; i < lp.rows(); ++i) {
        if (lp.row_lower[i] == lp.row_upper[i]) continue;
        add_block(rows[i], lp.row_lower[i], 1.0);
        add_block(rows[i], lp.row_upper[i], -1.0);
    }
    for (int j = 0; j < n; ++j) {
        if (lp.column_lower[j] == lp.column_upper[j]) continue;
        Row unit(n + 1, 0.0);
        unit[j] = 1.0;
        add_block(unit, lp.column_lower[j], 1.0);
        add_block(unit, lp.column_upper[j], -1.0);
    }
    if (!possible) problem.blocks.push_back({1, {{0, 0, -1.0}}, std::vector<std::vector<SdpEntry>>(free.size())});
    return result;
}

}  // namespace keybound
