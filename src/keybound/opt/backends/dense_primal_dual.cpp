#include "keybound/opt/backends/dense_primal_dual.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "keybound/core/error.hpp"
#include "keybound/opt/backends/dense_block.hpp"

namespace keybound {

namespace {

using small_dense::AnyBlock;

constexpr int max_stalled = 4;          // iterations without progress after which rounding is the limit
constexpr double far_away = 1e12;       // a coordinate beyond it, while no multipliers fit, is taken for unbounded
constexpr double fitting = 1e-6;        // relative residual of the multipliers below which a gap means something
constexpr double vanished = 1e-12;      // share of the first complementarity below which an optimum counts as 0
constexpr double has_no_inside = 1e-6;  // what the first phase may lack at most where points exist but no inner ones
constexpr double short_step = 0.1;      // below which the corrector is left out
constexpr double negligible_pivot = 1e-14;

// Solves with the Cholesky factor of a positive semidefinite matrix. Directions that the matrix does not see (dependent
// coefficients, variables that occur nowhere) get a huge pivot and with it a step of 0.
class SchurSolver {
 public:
    explicit SchurSolver(int variables) : n_(variables), m_(static_cast<std::size_t>(variables) * variables) {}

    double* clear() {
        std::fill(m_.begin(), m_.end(), 0.0);
        return m_.data();
    }

    // Only the lower triangle is filled, factored and read.
    bool factor() {
        for (int j = 0; j < n_; ++j) {
            double* row_j = m_.data() + static_cast<std::ptrdiff_t>(j) * n_;
            const double diagonal = row_j[j];
            double pivot = diagonal;
            for (int k = 0; k < j; ++k) pivot -= row_j[k] * row_j[k];
            if (!(std::fabs(pivot) < 1e300)) return false;
            if (!(pivot > negligible_pivot * negligible_pivot * diagonal)) pivot = 1e128;
            const double inverse = 1.0 / std::sqrt(pivot);
            row_j[j] = inverse;
            for (int i = j + 1; i < n_; ++i) {
                double* row_i = m_.data() + static_cast<std::ptrdiff_t>(i) * n_;
                double sum = row_i[j];
                for (int k = 0; k < j; ++k) sum -= row_i[k] * row_j[k];
                row_i[j] = sum * inverse;
            }
        }
        return true;
    }

    void solve(std::vector<double>& b) const {
        for (int i = 0; i < n_; ++i) {
            const double* row = m_.data() + static_cast<std::ptrdiff_t>(i) * n_;
            for (int k = 0; k < i; ++k) b[i] -= row[k] * b[k];
            b[i] *= row[i];
        }
        for (int i = n_ - 1; i >= 0; --i) {
            const double* row = m_.data() + static_cast<std::ptrdiff_t>(i) * n_;
            b[i] *= row[i];
            for (int k = 0; k < i; ++k) b[k] -= row[k] * b[i];
        }
    }

 private:
    int n_;
    std::vector<double> m_;
};

template <class Scalar>
class Iteration {
 public:
    Iteration(const Sdp& problem, const std::vector<double>& start)
        : cost_(problem.cost), x_(start), schur_(problem.variables()), direction_(start.size()), residual_(start.size()) {
        double wanted = 0.0, have = 0.0;
        std::copy(cost_.begin(), cost_.end(), residual_.begin());
        for (const SdpBlock& block : problem.blocks) {
            KEYBOUND_CHECK(block.log_weight == 0.0 || (block.log_weight > 0.0 && block.size == 1));
            blocks_.push_back(small_dense::make_block<Scalar>(block, problem.variables()));
            blocks_.back()->set_s(start);
            if (!blocks_.back()->prepare()) throw Bug("the start of the solver is not strictly feasible");
            if (blocks_.back()->has_logarithm()) {
                has_logarithms_ = true;
                blocks_.back()->set_z(0.0);
                blocks_.back()->add_dual_residual(residual_.data());
                continue;
            }
            rows_ += block.size;
            have += blocks_.back()->sum_of_squared_centre();
        }
        // Z = mu S^-1 with mu so that Tr(A_i Z) is of the size of the cost's gradient.
        for (const double c : residual_) wanted += c * c;
        size_of_cost_ = std::sqrt(wanted);
        const double mu = have > 0.0 ? std::max(1e-3, std::sqrt(wanted / have)) : 1.0;
        for (auto& block : blocks_) block->set_z(mu);
        rows_ = std::max(rows_, 1);
    }

    // Every iterate keeps S feasible, so the one of least cost is the answer, wherever the iterations end. `enough` may end
    // them early.
    template <class Enough>
    ApproxSolution run(const SolverOptions& options, const Enough& enough) {
        ApproxSolution result;
        result.x = x_;
        double least = cost_of_x();
        double progress = 1e300, first = 0.0;
        int stalled = 0;
        for (result.iterations = 0; result.iterations < options.max_iterations; ++result.iterations) {
            double complementarity = 0.0;
            for (const auto& block : blocks_) complementarity += block->complementarity(0.0, 0.0);
            const double value = cost_of_x();
            if (value <= least) {
                least = value;
                std::copy(x_.begin(), x_.end(), result.x.begin());
                result.gap = complementarity;
            }
            if (enough(x_)) {
                result.stop = SolverStop::converged;
                break;
            }
            if (result.iterations == 0) first = complementarity;
            const bool far = value < 0.0 && std::any_of(x_.begin(), x_.end(), [](double x) { return std::fabs(x) > far_away; });
            if (far && misfit() > fitting) {
                result.stop = SolverStop::unbounded;
                break;
            }
            const bool end_game = complementarity < 1e-4 * (1.0 + std::fabs(value));
            stalled = !end_game || complementarity < 0.5 * progress ? 0 : stalled + 1;
            progress = std::min(progress, complementarity);
            if (complementarity <= options.gap * std::max(std::fabs(value), vanished * first) || stalled >= max_stalled) {
                if (misfit() <= fitting) {
                    result.stop = SolverStop::converged;
                    break;
                }
                if (stalled >= max_stalled) break;
            }
            if (!assemble() || !step(complementarity / rows_)) break;
        }
        if (result.iterations == options.max_iterations) result.stop = SolverStop::iteration_limit;
        for (const auto& block : blocks_) result.multipliers.push_back(block->multiplier());
        return result;
    }

 private:
    double cost_of_x() const {
        double value = 0.0;
        for (std::size_t i = 0; i < cost_.size(); ++i) value += cost_[i] * x_[i];
        for (const auto& block : blocks_) value += block->logarithm();
        return value;
    }

    // || cost - Tr(A Z) || / || cost's gradient at the start ||: how far the multipliers are from proving anything.
    double misfit() {
        std::copy(cost_.begin(), cost_.end(), residual_.begin());
        for (const auto& block : blocks_) block->add_dual_residual(residual_.data());
        double left = 0.0;
        for (const double r : residual_) left += r * r;
        return size_of_cost_ > 0.0 ? std::sqrt(left) / size_of_cost_ : 0.0;
    }

    // M_ij = sum over blocks of Re Tr(A_i Z A_j S^-1)
    bool assemble() {
        double* schur = schur_.clear();
        for (auto& block : blocks_) {
            if (!block->prepare()) return false;
            block->add_schur(schur, static_cast<int>(cost_.size()));
        }
        return schur_.factor();
    }

    // direction_ from M dx = mu Tr(A S^-1) - cost - Tr(A E); then dS and dZ.
    void find_direction(double mu, bool corrector) {
        for (std::size_t i = 0; i < cost_.size(); ++i) direction_[i] = -cost_[i];
        for (const auto& block : blocks_) block->add_right_side(mu, corrector, direction_.data());
        schur_.solve(direction_);
        for (auto& block : blocks_) block->find_direction(direction_.data(), mu, corrector);
    }

    bool step(double mu) {
        find_direction(0.0, false);
        double primal = 1.0, dual = 1.0;
        lengths(primal, dual, 0.15);
        double predicted = 0.0;
        for (auto& block : blocks_) {
            predicted += block->complementarity(primal, dual);
            block->prepare_corrector();
        }
        const double share = std::clamp(predicted / rows_ / mu, 0.0, 1.0);
        const double target = mu * std::max(share * share * share, 1e-3 * share);
        find_direction(std::max(target, 1e-4 * mu), true);
        lengths(primal, dual, 0.03);
        if (has_logarithms_ && std::min(primal, dual) < short_step) {
            // Second-order terms mislead far from the path: half of the way back to it without them.
            find_direction(0.5 * mu, false);
            lengths(primal, dual, 0.03);
        }
        if (!(primal > 1e-9 && dual > 1e-9)) return false;
        for (std::size_t i = 0; i < x_.size(); ++i) x_[i] += primal * direction_[i];
        for (auto& block : blocks_) block->move(x_, dual);
        return true;
    }

    void lengths(double& primal, double& dual, double accuracy) {
        primal = dual = 1.0;
        for (auto& block : blocks_) {
            primal = std::min(primal, block->step_s(primal, accuracy));
            dual = std::min(dual, block->step_z(dual, accuracy));
        }
    }

    std::vector<double> cost_, x_;
    std::vector<std::unique_ptr<AnyBlock>> blocks_;
    int rows_ = 0;  // of blocks without a logarithm
    double size_of_cost_ = 0.0;
    bool has_logarithms_ = false;
    SchurSolver schur_;
    std::vector<double> direction_, residual_;
};

bool is_real(const Sdp& problem) {
    const auto real = [](const std::vector<SdpEntry>& list) {
        return std::all_of(list.begin(), list.end(), [](const SdpEntry& e) { return e.value.imag() == 0.0; });
    };
    return std::all_of(problem.blocks.begin(), problem.blocks.end(), [&](const SdpBlock& block) {
        return real(block.constant) && std::all_of(block.coefficients.begin(), block.coefficients.end(), real);
    });
}

bool is_finite(const Sdp& problem) {
    const auto finite = [](const std::vector<SdpEntry>& list) {
        return std::all_of(list.begin(), list.end(), [](const SdpEntry& e) { return std::isfinite(std::abs(e.value)); });
    };
    return std::all_of(problem.cost.begin(), problem.cost.end(), [](double c) { return std::isfinite(c); }) &&
           std::all_of(problem.blocks.begin(), problem.blocks.end(), [&](const SdpBlock& block) {
               return finite(block.constant) && std::all_of(block.coefficients.begin(), block.coefficients.end(), finite);
           });
}

template <class Enough>
ApproxSolution iterate(const Sdp& problem, const std::vector<double>& start, const SolverOptions& options,
                       const Enough& enough) {
    return is_real(problem) ? Iteration<double>(problem, start).run(options, enough)
                            : Iteration<Complex>(problem, start).run(options, enough);
}

bool never(const std::vector<double>&) { return false; }

double norm_of(const SmallMatrix& matrix) { return matrix.cwiseAbs().rowwise().sum().maxCoeff(); }

// min t subject to S_k(x) + t scale_k >= 0 and t >= -1, from x = 0. Ends as soon as x is well inside of every block.
ApproxSolution find_start(const Sdp& problem, const SolverOptions& options) {
    const std::size_t n = problem.cost.size();
    Sdp lifted = problem;
    lifted.cost.assign(n, 0.0);
    lifted.cost.push_back(1.0);
    const std::vector<double> zero(n, 0.0);
    double t = 1.0;
    for (SdpBlock& block : lifted.blocks) {
        block.log_weight = 0.0;
        const double constant = norm_of(evaluate_block(block, zero));
        const double scale = constant > 0.0 ? constant : 1.0;
        block.coefficients.resize(n + 1);
        for (int i = 0; i < block.size; ++i) block.coefficients[n].push_back({i, i, scale});
        t = std::max(t, 2.0 * constant / scale);
    }
    SdpBlock floor{1, {{0, 0, 1.0}}, {}, 0.0};
    floor.coefficients.resize(n + 1);
    floor.coefficients[n] = {{0, 0, 1.0}};
    lifted.blocks.push_back(floor);
    std::vector<double> start(n + 1, 0.0);
    start[n] = t;
    SolverOptions first_phase = options;
    first_phase.max_iterations = std::max(options.max_iterations, 100);
    return iterate(lifted, start, first_phase, [n](const std::vector<double>& x) { return x[n] < -0.5; });
}

// A variable that occurs nowhere but has a price can be driven to any cost.
bool costs_without_constraint(const Sdp& problem) {
    for (std::size_t i = 0; i < problem.cost.size(); ++i) {
        const bool occurs = std::any_of(problem.blocks.begin(), problem.blocks.end(), [i](const SdpBlock& block) {
            return i < block.coefficients.size() && !block.coefficients[i].empty();
        });
        if (!occurs && problem.cost[i] != 0.0) return true;
    }
    return false;
}

bool is_strictly_feasible(const Sdp& problem, const std::vector<double>& x) {
    return std::all_of(problem.blocks.begin(), problem.blocks.end(), [&](const SdpBlock& block) {
        const auto any = small_dense::make_block<Complex>(block, problem.variables());
        any->set_s(x);
        return any->prepare();
    });
}

}  // namespace

ApproxSolution solve_dense_primal_dual(const Sdp& problem, const std::vector<double>& start, const SolverOptions& options) {
    if (!start.empty() || problem.variables() == 0) {
        KEYBOUND_CHECK(static_cast<int>(start.size()) == problem.variables());
        if (costs_without_constraint(problem)) return {start, {}, SolverStop::unbounded, 0, 0.0};
        return iterate(problem, start, options, never);
    }
    if (costs_without_constraint(problem))
        return {std::vector<double>(problem.cost.size(), 0.0), {}, SolverStop::unbounded, 0, 0.0};
    if (!is_finite(problem)) return {};
    ApproxSolution first = find_start(problem, options);
    const double lacking = first.x.back();
    first.x.pop_back();
    if (is_strictly_feasible(problem, first.x)) return iterate(problem, first.x, options, never);
    first.multipliers.clear();
    const bool infeasible = first.stop == SolverStop::converged && lacking > has_no_inside;
    first.stop = infeasible ? SolverStop::infeasible : SolverStop::numerical_trouble;
    return first;
}

}  // namespace keybound
