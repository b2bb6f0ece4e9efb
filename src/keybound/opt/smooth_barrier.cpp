#include "keybound/opt/smooth_barrier.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "keybound/core/error.hpp"

namespace keybound {

namespace {

using Matrix = Eigen::MatrixXcd;

struct Entry {
    int row, column;
    Complex value;
};

// One block with both triangles of its coefficients written out.
class Block {
 public:
    Block(const SdpBlock& source, int variables) : source_(&source), entries_(static_cast<std::size_t>(variables)) {
        for (std::size_t i = 0; i < source.coefficients.size(); ++i) {
            for (const SdpEntry& e : source.coefficients[i]) {
                entries_[i].push_back({e.row, e.column, e.value});
                if (e.row != e.column) entries_[i].push_back({e.column, e.row, std::conj(e.value)});
            }
            if (!entries_[i].empty()) active_.push_back(static_cast<int>(i));
        }
    }

    int size() const { return source_->size; }

    // ln det S(x), or NaN where S is not positive definite.
    double log_determinant(const std::vector<double>& x) {
        Matrix s = Matrix::Zero(size(), size());
        for (const SdpEntry& e : source_->constant) {
            s(e.row, e.column) += e.value;
            if (e.row != e.column) s(e.column, e.row) += std::conj(e.value);
        }
        for (const int i : active_) {
            for (const Entry& e : entries_[static_cast<std::size_t>(i)]) {
                s(e.row, e.column) += x[static_cast<std::size_t>(i)] * e.value;
            }
        }
        factor_.compute(s);
        double sum = 0.0;
        for (int k = 0; k < size(); ++k) {
            const double pivot = factor_.matrixLLT()(k, k).real();
            if (factor_.info() != Eigen::Success || !(pivot > 0.0)) return std::nan("");
            sum += 2.0 * std::log(pivot);
        }
        return sum;
    }

    void invert() { inverse_ = factor_.solve(Matrix::Identity(size(), size())); }
    const Matrix& inverse() const { return inverse_; }

    // Adds the gradient and the Hessian of -ln det S.
    void add_derivatives(Eigen::VectorXd& gradient, Eigen::MatrixXd& hessian) {
        for (const int i : active_) {
            const auto& a = entries_[static_cast<std::size_t>(i)];
            turned_.setZero(size(), size());  // S^-1 A_i S^-1
            for (const Entry& e : a) {
                gradient(i) -= (e.value * inverse_(e.column, e.row)).real();
                turned_.noalias() += (e.value * inverse_.col(e.row)) * inverse_.row(e.column);
            }
            for (const int j : active_) {
                if (j > i) break;
                double sum = 0.0;
                for (const Entry& f : entries_[static_cast<std::size_t>(j)]) sum += (turned_(f.column, f.row) * f.value).real();
                hessian(i, j) += sum;
            }
        }
    }

 private:
    const SdpBlock* source_;
    std::vector<std::vector<Entry>> entries_;
    std::vector<int> active_;
    Eigen::LLT<Matrix> factor_;
    Matrix inverse_, turned_;
};

class Path {
 public:
    Path(const Sdp& constraints, const SmoothFunction& f, const std::vector<double>& start)
        : f_(f), x_(start), gradient_(start.size()), hessian_(start.size(), start.size()) {
        for (const SdpBlock& block : constraints.blocks) {
            blocks_.emplace_back(block, static_cast<int>(start.size()));
            degree_ += block.size;
        }
    }

    double degree() const { return degree_; }
    const std::vector<double>& x() const { return x_; }

    // t f(x) - sum ln det, or NaN outside.
    double potential(const std::vector<double>& x, double t) {
        double sum = 0.0;
        for (Block& block : blocks_) {
            sum -= block.log_determinant(x);
            if (!std::isfinite(sum)) return std::nan("");
        }
        return sum + t * f_(x, nullptr, nullptr);
    }

    // One damped Newton step; the decrease that Newton's model promised (half the squared decrement), or NaN if there is none.
    double step(double t) {
        const double here = potential(x_, t);
        if (!std::isfinite(here)) return std::nan("");
        const auto n = static_cast<Eigen::Index>(x_.size());
        Eigen::VectorXd slope = Eigen::VectorXd::Zero(n);
        Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> curvature(n, n);
        curvature.setZero();
        f_(x_, slope.data(), curvature.data());
        gradient_ = t * slope;
        hessian_ = t * curvature;
        for (Block& block : blocks_) {
            block.invert();
            block.add_derivatives(gradient_, hessian_);
        }
        factor_.compute(hessian_);
        const Eigen::VectorXd direction = -factor_.solve(gradient_);
        const double promised = -0.5 * gradient_.dot(direction);
        if (!(promised >= 0.0 && promised < 1e300)) return std::nan("");
        std::vector<double> next(x_.size());
        for (double length = 1.0; length > 1e-8; length *= 0.6) {
            for (Eigen::Index i = 0; i < n; ++i) {
                const auto k = static_cast<std::size_t>(i);
                next[k] = x_[k] + length * direction(i);
            }
            const double there = potential(next, t);
            if (there <= here - 0.1 * length * promised) {
                x_ = next;
                return promised;
            }
        }
        return std::nan("");
    }

    std::vector<SmallMatrix> multipliers(double t) {
        std::vector<SmallMatrix> result;
        for (Block& block : blocks_) {
            block.log_determinant(x_);
            block.invert();
            result.emplace_back(block.inverse() / t);
        }
        return result;
    }

 private:
    const SmoothFunction& f_;
    std::vector<Block> blocks_;
    std::vector<double> x_;
    Eigen::VectorXd gradient_;
    Eigen::MatrixXd hessian_;
    Eigen::LDLT<Eigen::MatrixXd, Eigen::Lower> factor_;
    double degree_ = 0.0;
};

constexpr double first_weight = 8.0;     // t
constexpr double weight_growth = 12.0;   // of t from stage to stage
constexpr double centred_enough = 0.05;  // promised decrease at which a stage ends

}  // namespace

ApproxSolution minimise_smooth(const Sdp& constraints, const SmoothFunction& f, const std::vector<double>& start,
                               const SolverOptions& options) {
    Path path(constraints, f, start);
    ApproxSolution solution;
    double t = first_weight;
    KEYBOUND_CHECK(std::isfinite(path.potential(start, t)));
    solution.stop = SolverStop::iteration_limit;
    while (solution.iterations < options.max_iterations) {
        const double promised = path.step(t);
        ++solution.iterations;
        if (promised > centred_enough) continue;
        const bool stuck = !std::isfinite(promised);
        if (stuck || path.degree() / t <= options.gap) {
            solution.stop = stuck ? SolverStop::numerical_trouble : SolverStop::converged;
            break;
        }
        t *= weight_growth;
    }
    solution.x = path.x();
    solution.gap = path.degree() / t;
    solution.multipliers = path.multipliers(t);
    return solution;
}

}  // namespace keybound
