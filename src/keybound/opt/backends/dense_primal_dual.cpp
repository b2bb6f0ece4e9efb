#include "keybound/opt/backends/dense_primal_dual.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <type_traits>

#include "keybound/core/error.hpp"
#include "keybound/opt/backends/small_dense.hpp"

namespace keybound {

namespace {

using namespace small_dense;

constexpr double boundary_share = 0.95;  // of the way to the boundary that a step may go
constexpr int max_stalled = 4;           // iterations without progress after which rounding is the limit

template <class Scalar>
struct Entry {
    int row;
    int column;
    Scalar value;
};

// One block with everything the iterations need.
template <class Scalar>
struct Block {
    int n;
    std::vector<int> active;                          // variables that occur
    std::vector<std::vector<Entry<Scalar>>> entries;  // per active variable, both triangles
    Square<Scalar> s, z, s_inverse, lower, ds, dz, ds_predictor, dz_predictor, trial, work1, work2;

    Block(const SdpBlock& source, int variables)
        : n(source.size),
          s(n),
          z(n),
          s_inverse(n),
          lower(n),
          ds(n),
          dz(n),
          ds_predictor(n),
          dz_predictor(n),
          trial(n),
          work1(n),
          work2(n) {
        for (int i = 0; i < variables && i < static_cast<int>(source.coefficients.size()); ++i) {
            if (source.coefficients[i].empty()) continue;
            active.push_back(i);
            std::vector<Entry<Scalar>> list;
            for (const SdpEntry& e : source.coefficients[i]) {
                list.push_back({e.row, e.column, scalar_of<Scalar>(e.value)});
                if (e.row != e.column) list.push_back({e.column, e.row, scalar_of<Scalar>(std::conj(e.value))});
            }
            entries.push_back(std::move(list));
        }
    }

    // Re Tr(A m) for the active variable number a
    double inner(int a, const Square<Scalar>& m) const {
        double sum = 0.0;
        for (const Entry<Scalar>& e : entries[a]) sum += real_part(e.value * m(e.column, e.row));
        return sum;
    }

    void combine(const std::vector<double>& x, Square<Scalar>& result) const {
        std::fill(result.data.begin(), result.data.end(), Scalar(0.0));
        for (std::size_t a = 0; a < active.size(); ++a) {
            for (const Entry<Scalar>& e : entries[a]) result(e.row, e.column) += x[active[a]] * e.value;
        }
    }

    bool inside(const Square<Scalar>& base, const Square<Scalar>& direction, double step) {
        for (std::size_t k = 0; k < base.data.size(); ++k) trial.data[k] = base.data[k] + step * direction.data[k];
        return factor(trial, lower);
    }

    // A step of at most 1 that keeps base + step * direction positive definite, within 3 % of the longest.
    double step_length(const Square<Scalar>& base, const Square<Scalar>& direction) {
        if (inside(base, direction, 1.0 / boundary_share)) return 1.0;
        double good = 0.0, bad = 1.0 / boundary_share;
        for (int attempt = 0; attempt < 40 && bad - good > 0.03 * bad; ++attempt) {
            const double middle = good == 0.0 ? 0.6 * bad : 0.5 * (good + bad);
            (inside(base, direction, middle) ? good : bad) = middle;
        }
        return boundary_share * good;
    }
};

// Solves m x = b in place for symmetric positive definite m; false if it is not.
bool solve_spd(Square<double>& m, std::vector<double>& b, Square<double>& lower) {
    if (!factor(m, lower)) return false;
    const int n = m.n;
    for (int i = 0; i < n; ++i) {
        for (int k = 0; k < i; ++k) b[i] -= lower(i, k) * b[k];
        b[i] /= lower(i, i);
    }
    for (int i = n - 1; i >= 0; --i) {
        for (int k = i + 1; k < n; ++k) b[i] -= lower(k, i) * b[k];
        b[i] /= lower(i, i);
    }
    return true;
}

template <class Scalar>
class Iteration {
 public:
    Iteration(const Sdp& problem, const std::vector<double>& start)
        : cost_(problem.cost),
          x_(start),
          schur_(problem.variables()),
          schur_lower_(problem.variables()),
          direction_(start.size()) {
        for (const SdpBlock& block : problem.blocks) {
            blocks_.emplace_back(block, problem.variables());
            const SmallMatrix value = evaluate_block(block, start);
            for (int i = 0; i < block.size; ++i) {
                for (int j = 0; j < block.size; ++j) blocks_.back().s(i, j) = scalar_of<Scalar>(value(i, j));
            }
            rows_ += block.size;
        }
        // Z = mu S^-1 with mu so that Tr(A_i Z) is of the size of the cost.
        double wanted = 0.0, have = 0.0;
        for (Block<Scalar>& block : blocks_) {
            if (!factor(block.s, block.lower)) throw Bug("the start of the solver is not strictly feasible");
            invert(block.lower, block.s_inverse);
            for (std::size_t a = 0; a < block.active.size(); ++a) {
                const double value = block.inner(static_cast<int>(a), block.s_inverse);
                have += value * value;
            }
        }
        for (const double c : cost_) wanted += c * c;
        const double mu = have > 0.0 ? std::max(1e-3, std::sqrt(wanted / have)) : 1.0;
        for (Block<Scalar>& block : blocks_) {
            for (std::size_t k = 0; k < block.z.data.size(); ++k) block.z.data[k] = mu * block.s_inverse.data[k];
        }
    }

    // Every iterate keeps S feasible, so the one of least cost is the answer, wherever the iterations end.
    ApproxSolution run(const DensePrimalDualOptions& options) {
        ApproxSolution result;
        result.x = x_;
        double least = cost_of_x();
        double progress = 1e300;
        int stalled = 0;
        for (result.iterations = 0; result.iterations < options.max_iterations; ++result.iterations) {
            double complementarity = 0.0;
            for (Block<Scalar>& block : blocks_) complementarity += trace_product(block.s, block.z);
            const double value = cost_of_x();
            if (value <= least) {
                least = value;
                result.x = x_;
                result.gap = complementarity;
            }
            const bool end_game = complementarity < 1e-4 * (1.0 + std::fabs(value));
            stalled = !end_game || complementarity < 0.5 * progress ? 0 : stalled + 1;
            progress = std::min(progress, complementarity);
            if (complementarity <= options.gap * std::fabs(value) || stalled >= max_stalled) {
                result.stop = SolverStop::converged;
                return result;
            }
            if (!assemble() || !step(complementarity / rows_)) return result;
        }
        result.stop = SolverStop::iteration_limit;
        return result;
    }

 private:
    double cost_of_x() const {
        double value = 0.0;
        for (std::size_t i = 0; i < cost_.size(); ++i) value += cost_[i] * x_[i];
        return value;
    }

    // M_ij = sum over blocks of Re Tr(A_i Z A_j S^-1)
    bool assemble() {
        std::fill(schur_.data.begin(), schur_.data.end(), 0.0);
        for (Block<Scalar>& block : blocks_) {
            if (!factor(block.s, block.lower)) return false;
            invert(block.lower, block.s_inverse);
            for (std::size_t a = 0; a < block.active.size(); ++a) {
                // work1 = Z A S^-1 from the entries of A
                Square<Scalar>& product = block.work1;
                std::fill(product.data.begin(), product.data.end(), Scalar(0.0));
                for (const Entry<Scalar>& e : block.entries[a]) {
                    for (int i = 0; i < block.n; ++i) {
                        const Scalar left = block.z(i, e.row) * e.value;
                        for (int j = 0; j < block.n; ++j) product(i, j) += left * block.s_inverse(e.column, j);
                    }
                }
                for (std::size_t b = a; b < block.active.size(); ++b) {
                    const double value = block.inner(static_cast<int>(b), product);
                    schur_(block.active[a], block.active[b]) += value;
                    if (a != b) schur_(block.active[b], block.active[a]) += value;
                }
            }
        }
        // A relative lift keeps the factorisation alive when the data span many orders of magnitude.
        for (int i = 0; i < schur_.n; ++i) schur_(i, i) *= 1.0 + 1e-15;
        return true;
    }

    // direction_ from M dx = mu Tr(A S^-1) - cost - second; then dS and dZ.
    bool direction(double mu, bool corrector) {
        for (std::size_t i = 0; i < cost_.size(); ++i) direction_[i] = -cost_[i];
        for (Block<Scalar>& block : blocks_) {
            if (corrector) {  // work2 = sym(dZ_p dS_p S^-1)
                multiply(block.dz_predictor, block.ds_predictor, block.work1);
                multiply(block.work1, block.s_inverse, block.work2);
                take_hermitian_part(block.work2);
            }
            for (std::size_t a = 0; a < block.active.size(); ++a) {
                double value = mu * block.inner(static_cast<int>(a), block.s_inverse);
                if (corrector) value -= block.inner(static_cast<int>(a), block.work2);
                direction_[block.active[a]] += value;
            }
        }
        if (!solve_spd(schur_, direction_, schur_lower_)) return false;
        for (Block<Scalar>& block : blocks_) {
            block.combine(direction_, block.ds);
            multiply(block.z, block.ds, block.work1);
            multiply(block.work1, block.s_inverse, block.dz);
            take_hermitian_part(block.dz);
            for (std::size_t k = 0; k < block.dz.data.size(); ++k) {
                block.dz.data[k] = mu * block.s_inverse.data[k] - block.z.data[k] - block.dz.data[k];
                if (corrector) block.dz.data[k] -= block.work2.data[k];
            }
        }
        return true;
    }

    bool step(double mu) {
        if (!direction(0.0, false)) return false;
        double primal = 1.0, dual = 1.0;
        lengths(primal, dual);
        double predicted = 0.0;
        for (Block<Scalar>& block : blocks_) {
            for (int i = 0; i < block.n; ++i) {
                for (int j = 0; j < block.n; ++j) {
                    predicted += real_part((block.s(i, j) + primal * block.ds(i, j)) * (block.z(j, i) + dual * block.dz(j, i)));
                }
            }
            block.ds_predictor = block.ds;
            block.dz_predictor = block.dz;
        }
        const double share = std::clamp(predicted / rows_ / mu, 0.0, 1.0);
        const double target = mu * std::max(share * share * share, 1e-3 * share);
        if (!direction(std::max(target, 1e-4 * mu), true)) return false;
        lengths(primal, dual);
        if (!(primal > 1e-9 && dual > 1e-9)) return false;
        for (std::size_t i = 0; i < x_.size(); ++i) x_[i] += primal * direction_[i];
        for (Block<Scalar>& block : blocks_) {
            for (std::size_t k = 0; k < block.s.data.size(); ++k) {
                block.s.data[k] += primal * block.ds.data[k];
                block.z.data[k] += dual * block.dz.data[k];
            }
        }
        return true;
    }

    void lengths(double& primal, double& dual) {
        primal = dual = 1.0;
        for (Block<Scalar>& block : blocks_) {
            primal = std::min(primal, block.step_length(block.s, block.ds));
            dual = std::min(dual, block.step_length(block.z, block.dz));
        }
    }

    std::vector<double> cost_, x_;
    std::vector<Block<Scalar>> blocks_;
    int rows_ = 0;
    Square<double> schur_, schur_lower_;
    std::vector<double> direction_;
};

bool is_real(const Sdp& problem) {
    for (const SdpBlock& block : problem.blocks) {
        for (const SdpEntry& e : block.constant) {
            if (e.value.imag() != 0.0) return false;
        }
        for (const auto& list : block.coefficients) {
            for (const SdpEntry& e : list) {
                if (e.value.imag() != 0.0) return false;
            }
        }
    }
    return true;
}

}  // namespace

ApproxSolution solve_dense_primal_dual(const Sdp& problem, const std::vector<double>& start,
                                       const DensePrimalDualOptions& options) {
    KEYBOUND_CHECK(static_cast<int>(start.size()) == problem.variables());
    return is_real(problem) ? Iteration<double>(problem, start).run(options) : Iteration<Complex>(problem, start).run(options);
}

}  // namespace keybound
