#include "keybound/opt/backends/clp.hpp"

#include <ClpSimplex.hpp>
#include <algorithm>
#include <cmath>

namespace keybound {

namespace {

constexpr double tolerance = 1e-9;  // of Clp, absolute
constexpr double nearby = 1e-7;     // in the units of the programme that Clp sees
constexpr int scaling_sweeps = 2;
constexpr int max_refinements = 6;
constexpr double largest_magnification = 0x1p40;
constexpr double accurate = 0x1p-48;   // residuals below it, relative to the terms they are made of, are rounding
constexpr double no_bound = 1e25;      // farther away is no bound to Clp
constexpr double largest_cost = 1e20;  // Clp ends the process above 1e25

double power_of_two_near(double x) { return x > 0.0 && std::isfinite(x) ? std::exp2(std::round(std::log2(x))) : 1.0; }

bool usable(const Lp& lp) {
    const auto finite = [](double v) { return std::isfinite(v); };
    const auto number = [](double v) { return !std::isnan(v); };
    return std::all_of(lp.cost.begin(), lp.cost.end(), finite) &&
           std::all_of(lp.entries.begin(), lp.entries.end(), [](const LpEntry& e) { return std::isfinite(e.value); }) &&
           std::all_of(lp.row_lower.begin(), lp.row_lower.end(), number) &&
           std::all_of(lp.row_upper.begin(), lp.row_upper.end(), number) &&
           std::all_of(lp.column_lower.begin(), lp.column_lower.end(), number) &&
           std::all_of(lp.column_upper.begin(), lp.column_upper.end(), number);
}

// Factors that bring the largest entry r_i A_ij s_j of each row and each column to about 1.
struct Scaling {
    std::vector<double> row, column;

    explicit Scaling(const Lp& lp) : row(lp.rows(), 1.0), column(lp.columns(), 1.0) {
        for (int sweep = 0; sweep < scaling_sweeps; ++sweep) {
            balance(lp, row, column, &LpEntry::row, &LpEntry::column);
            balance(lp, column, row, &LpEntry::column, &LpEntry::row);
        }
    }

 private:
    using Place = int LpEntry::*;
    static void balance(const Lp& lp, std::vector<double>& mine, const std::vector<double>& others, Place place, Place other) {
        std::vector<double> largest(mine.size(), 0.0);
        for (const LpEntry& e : lp.entries) {
            const double size = std::fabs(e.value) * others[e.*other];
            largest[e.*place] = std::max(largest[e.*place], size);
        }
        for (std::size_t i = 0; i < mine.size(); ++i) {
            if (largest[i] > 0.0) mine[i] = 1.0 / power_of_two_near(largest[i]);
        }
    }
};

// The scaled programme as equations A x = 0: every row has a column of its own that carries the row's bounds (entry -1). Only
// so does the magnified programme keep the price of rows that are not tight.
class Solve {
 public:
    Solve(const Lp& lp, const LpOptions& options)
        : scaling_(lp), options_(options), n_(lp.columns()), rows_(lp.rows()), entries_(lp.entries) {
        for (LpEntry& e : entries_) e.value *= scaling_.row[e.row] * scaling_.column[e.column];
        for (int j = 0; j < n_; ++j) {
            const double s = scaling_.column[j];
            add_column(lp.cost[j] * s, lp.column_lower[j] / s, lp.column_upper[j] / s);
        }
        for (int i = 0; i < rows_; ++i) {
            add_column(0.0, lp.row_lower[i] * scaling_.row[i], lp.row_upper[i] * scaling_.row[i]);
            entries_.push_back({i, n_ + i, -1.0});
        }
        x_.assign(cost_.size(), 0.0);
        for (std::size_t j = 0; j < x_.size(); ++j) x_[j] = within_bounds(j, 0.0);
        y_.assign(rows_, 0.0);
        load();
    }

    LpSolution run() {
        LpSolution result;
        measure(1.0);
        double primal_zoom = 1.0 / power_of_two_near(largest_finite_bound());
        double dual_zoom = 1.0 / power_of_two_near(largest_of(reduced_));
        for (int round = 0;; ++round) {
            pose(primal_zoom, dual_zoom);
            if (round == 0 && options_.start != nullptr) start_from(options_.start->statuses);
            model_.setMaximumIterations(std::max(0, options_.max_iterations - result.iterations));
            round == 0 ? model_.dual() : model_.primal();
            result.iterations += model_.numberIterations();
            const SolverStop stop = stop_of(model_.problemStatus());
            if (round == 0 || stop != SolverStop::numerical_trouble) result.stop = stop;
            if (stop != SolverStop::converged && round > 0) break;
            accept(primal_zoom, dual_zoom);
            const double residual_before = worst_residual_, cost_before = worst_cost_;
            measure(primal_zoom);
            if (stop != SolverStop::converged || round == max_refinements || !options_.refine) break;
            if (worst_residual_ == 0.0 && worst_cost_ == 0.0) break;
            const bool better = worst_residual_ < 0.5 * residual_before || worst_cost_ < 0.5 * cost_before;
            if (round > 0 && !better) break;
            primal_zoom = std::min(zoom(worst_residual_, primal_zoom), largest_cost / std::max(largest_of(residual_), 1e-300));
            dual_zoom = std::min(zoom(worst_cost_, dual_zoom), largest_cost / std::max(largest_of(reduced_), 1e-300));
        }
        report(result);
        return result;
    }

 private:
    void add_column(double cost, double lower, double upper) {
        cost_.push_back(cost);
        lower_.push_back(lower);
        upper_.push_back(upper);
    }

    void load() {
        std::vector<int> rows, columns;
        std::vector<double> values;
        for (const LpEntry& e : entries_) {
            rows.push_back(e.row);
            columns.push_back(e.column);
            values.push_back(e.value);
        }
        CoinPackedMatrix matrix(true, rows.data(), columns.data(), values.data(), static_cast<CoinBigIndex>(values.size()));
        matrix.setDimensions(rows_, static_cast<int>(cost_.size()));
        const std::vector<double> zero(rows_, 0.0);
        model_.setLogLevel(0);
        model_.loadProblem(matrix, lower_.data(), upper_.data(), cost_.data(), zero.data(), zero.data());
        model_.scaling(0);
        model_.setPrimalTolerance(tolerance);
        model_.setDualTolerance(tolerance);
    }

    // Statuses of a smaller programme: its columns come first, then the columns of its rows; new rows start basic.
    void start_from(const std::vector<LpStatus>& statuses) {
        const int old_rows = static_cast<int>(statuses.size()) - n_;
        if (old_rows < 0 || old_rows > rows_) return;
        const auto count = static_cast<int>(cost_.size());
        for (int j = 0; j < count; ++j) {
            const LpStatus status = j < n_ + old_rows ? statuses[static_cast<std::size_t>(j)] : LpStatus::basic;
            model_.setColumnStatus(j, status == LpStatus::basic      ? ClpSimplex::basic
                                      : status == LpStatus::at_lower ? ClpSimplex::atLowerBound
                                      : status == LpStatus::at_upper ? ClpSimplex::atUpperBound
                                                                     : ClpSimplex::isFree);
        }
        for (int i = 0; i < rows_; ++i) model_.setRowStatus(i, ClpSimplex::isFixed);
    }

    LpStatus status_of(std::size_t j) const {
        switch (model_.getColumnStatus(static_cast<int>(j))) {
            case ClpSimplex::basic:
                return LpStatus::basic;
            case ClpSimplex::atUpperBound:
                return LpStatus::at_upper;
            case ClpSimplex::isFree:
            case ClpSimplex::superBasic:
                return LpStatus::free;
            default:
                return LpStatus::at_lower;
        }
    }

    double within_bounds(std::size_t j, double value) const { return std::max(lower_[j], std::min(upper_[j], value)); }

    // What is wrong with x_ and y_ beyond rounding: A x = 0, and reduced costs that push a column away from where it is. Where
    // it is all but at the bound that it is pushed to, x_ is to blame: Clp takes bounds within its tolerance for one.
    void measure(double primal_zoom) {
        std::vector<double> row_size(rows_, 0.0), cost_size(cost_.size());
        residual_.assign(rows_, 0.0);
        reduced_ = cost_;
        for (std::size_t j = 0; j < cost_.size(); ++j) cost_size[j] = std::fabs(cost_[j]);
        for (const LpEntry& e : entries_) {
            const double activity = e.value * x_[e.column], price = e.value * y_[e.row];
            residual_[e.row] -= activity;
            row_size[e.row] += std::fabs(activity);
            reduced_[e.column] -= price;
            cost_size[e.column] += std::fabs(price);
        }
        worst_residual_ = worst_cost_ = 0.0;
        for (int i = 0; i < rows_; ++i) {
            if (std::fabs(residual_[i]) > accurate * row_size[i])
                worst_residual_ = std::max(worst_residual_, std::fabs(residual_[i]));
        }
        for (std::size_t j = 0; j < cost_.size(); ++j) {
            const double size = std::fabs(reduced_[j]);
            if (!(size > accurate * cost_size[j])) continue;
            const double away = reduced_[j] > 0.0 ? x_[j] - lower_[j] : upper_[j] - x_[j];
            double& worst = away < nearby / primal_zoom ? worst_residual_ : worst_cost_;
            worst = std::max(worst, away < nearby / primal_zoom ? away : size);
        }
    }

    static double largest_of(const std::vector<double>& values) {
        double largest = 0.0;
        for (const double value : values) {
            if (std::isfinite(value)) largest = std::max(largest, std::fabs(value));
        }
        return largest;
    }
    double largest_finite_bound() const { return std::max(largest_of(lower_), largest_of(upper_)); }
    static double zoom(double error, double before) {
        const double most = before * largest_magnification;
        return error > 0.0 ? std::min(1.0 / power_of_two_near(error), most) : before;
    }

    // The programme for x = x_ + change / primal_zoom at the costs that y_ leaves, times dual_zoom.
    void pose(double primal_zoom, double dual_zoom) {
        for (int i = 0; i < rows_; ++i) model_.setRowBounds(i, residual_[i] * primal_zoom, residual_[i] * primal_zoom);
        for (std::size_t j = 0; j < x_.size(); ++j) {
            const int column = static_cast<int>(j);
            model_.setColumnBounds(column, magnified(lower_[j] - x_[j], primal_zoom),
                                   magnified(upper_[j] - x_[j], primal_zoom));
            model_.setObjectiveCoefficient(column, reduced_[j] * dual_zoom);
        }
    }
    static double magnified(double bound, double zoom) {
        const double value = bound * zoom;
        return value > no_bound ? COIN_DBL_MAX : value < -no_bound ? -COIN_DBL_MAX : value;
    }

    void accept(double primal_zoom, double dual_zoom) {
        const double* change = model_.primalColumnSolution();
        const double* duals = model_.dualRowSolution();
        for (std::size_t j = 0; j < x_.size(); ++j) {
            const auto status = model_.getColumnStatus(static_cast<int>(j));
            x_[j] = within_bounds(j, x_[j] + change[j] / primal_zoom);
            if (status == ClpSimplex::atLowerBound && std::isfinite(lower_[j])) x_[j] = lower_[j];
            if (status == ClpSimplex::atUpperBound && std::isfinite(upper_[j])) x_[j] = upper_[j];
        }
        for (int i = 0; i < rows_; ++i) y_[i] += duals[i] / dual_zoom;
    }

    void report(LpSolution& result) {
        measure(1.0);
        for (int j = 0; j < n_; ++j) {
            result.x.push_back(x_[j] * scaling_.column[j]);
            result.column_duals.push_back(reduced_[j] / scaling_.column[j]);
        }
        for (int i = 0; i < rows_; ++i) result.row_duals.push_back(y_[i] * scaling_.row[i]);
        for (std::size_t j = 0; j < cost_.size(); ++j) result.statuses.push_back(status_of(j));
    }

    static SolverStop stop_of(int status) {
        switch (status) {
            case 0:
                return SolverStop::converged;
            case 1:
                return SolverStop::infeasible;
            case 2:
                return SolverStop::unbounded;
            case 3:
                return SolverStop::iteration_limit;
            default:
                return SolverStop::numerical_trouble;
        }
    }

    Scaling scaling_;
    LpOptions options_;
    int n_, rows_;
    std::vector<LpEntry> entries_;
    std::vector<double> cost_, lower_, upper_;
    std::vector<double> x_, y_, residual_, reduced_;
    double worst_residual_ = 0.0, worst_cost_ = 0.0;
    ClpSimplex model_;
};

}  // namespace

LpSolution solve_clp(const Lp& lp, const LpOptions& options) {
    LpSolution nothing;
    nothing.x.assign(lp.columns(), 0.0);
    nothing.column_duals.assign(lp.columns(), 0.0);
    nothing.row_duals.assign(lp.rows(), 0.0);
    return usable(lp) && lp.columns() > 0 ? Solve(lp, options).run() : nothing;
}

}  // namespace keybound
