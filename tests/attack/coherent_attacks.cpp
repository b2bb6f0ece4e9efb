#include "attack/coherent_attacks.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "keybound/quantum/certify_psd.hpp"
#include "support/programmes.hpp"

namespace keybound::test {

namespace {

Matrix wide(const SmallMatrix& a) { return a.cast<Amplitude>(); }

double trace_of_product(const Matrix& a, const Matrix& b) { return static_cast<double>((a * b).trace().real()); }

Matrix power(const Matrix& a, double exponent) {
    const Eigen::SelfAdjointEigenSolver<Matrix> system(a);
    Matrix middle = Matrix::Zero(a.rows(), a.rows());
    for (int i = 0; i < a.rows(); ++i) {
        const Real value = system.eigenvalues()(i);
        middle(i, i) = value > 0 ? std::pow(value, Real(exponent)) : Real(0);
    }
    return system.eigenvectors() * middle * system.eigenvectors().adjoint();
}

// C with C from C = to, near 1 where the two are near each other: from^(-1) # to.
Matrix congruence(const Matrix& from, const Matrix& to) {
    const Matrix root = power(from, 0.5), inverse = power(from, -0.5);
    return inverse * power(root * to * root, 0.5) * inverse;
}

// min Tr(K state), or min h over all sources, with K - base >= W_o. Variables are entries of Hermitian matrices.
class DualProgramme {
 public:
    explicit DualProgramme(const AveragedWeights& weights)
        : weights_(weights), n_(static_cast<int>(weights.x.front().rows())), bases_(weights.z.empty() ? 1 : 2) {
        unit_ = weights.nothing > 0.0 ? weights.nothing : 1.0;
        base_ = weights.nothing > 0.0 ? 1.0 : 0.0;
        for (const auto* list : {&weights.x, &weights.z}) {
            for (const SmallMatrix& w : *list) {
                largest_ = std::max(largest_, w.norm() / unit_);
                real_ = real_ && w.imag().cwiseAbs().maxCoeff() == 0.0;
            }
        }
    }

    ApproxSolution solve_for(const SmallMatrix& state) {
        real_ = real_ && state.imag().cwiseAbs().maxCoeff() == 0.0;
        state_matrices();
        for (std::size_t i = 0; i < units_.size(); ++i) {
            problem_.cost[i] = units_[i].cwiseProduct(state.conjugate()).sum().real();
        }
        state_blocks();
        return solve_dense_primal_dual(problem_, start_, options);
    }

    // h of phase-error-dual.md, of (S^-1 K S^-1)^T; the multipliers of the last block are kets and side channels of the source.
    ApproxSolution solve_for_worst_source(const FiniteInstance& instance) {
        const Source& source = instance.link.source;
        real_ = real_ && source.kets.imag().cwiseAbs().maxCoeff() == 0.0;
        state_matrices();
        SmallMatrix image = SmallMatrix::Zero(qubit_dimensions + n_, n_);
        double least = 1.0;
        for (int j = 0; j < n_; ++j) {
            const double p = instance.probability(j);
            least = std::min(least, p);
            image.col(j).head(qubit_dimensions) = std::sqrt(p * (1.0 - source.leakage(j))) * source.kets.col(j);
            image(qubit_dimensions + j, j) = std::sqrt(p * source.leakage(j));
        }
        const int size = qubit_dimensions + n_;
        SdpBlock block{size, {}, {}};
        for (const SmallMatrix& unit : units_) {
            const SmallMatrix part = image * unit.transpose();
            block.coefficients.push_back(entries_of(-part.lazyProduct(image.adjoint())));
        }
        block.coefficients.resize(problem_.variables());
        const auto add = [&](SmallMatrix coefficient, double cost, double start) {
            block.coefficients.push_back(entries_of(coefficient));
            problem_.cost.push_back(cost);
            start_.push_back(start);
        };
        const double enough = 2.0 * start_[0];
        for (const SmallMatrix& unit : units_of(qubit_dimensions)) {
            SmallMatrix p = SmallMatrix::Zero(size, size);
            p.topLeftCorner(qubit_dimensions, qubit_dimensions) = unit;
            const bool diagonal = unit.trace().real() != 0.0;
            add(p, diagonal ? 1.0 : 0.0, diagonal ? enough : 0.0);
        }
        for (int j = 0; j < n_; ++j) {
            for (const Complex phase : {Complex(1, 0), Complex(0, 1)}) {
                if (real_ && phase.imag() != 0.0) continue;
                SmallMatrix z = SmallMatrix::Zero(size, size);
                z.col(qubit_dimensions + j).head(qubit_dimensions) = phase * source.kets.col(j);
                add(z + SmallMatrix(z.adjoint()), 0.0, 0.0);
            }
            SmallMatrix y = SmallMatrix::Zero(size, size);
            y(qubit_dimensions + j, qubit_dimensions + j) = 1.0;
            add(y, 1.0, enough);
        }
        problem_.blocks.push_back(block);
        state_blocks();
        return solve_dense_primal_dual(problem_, start_, options);
    }

    // What K lacks of its conditions, rounding included; at most this times Tr(state) = 1 is to be added to Tr(K state).
    double lacking(const std::vector<double>& x) const {
        double sum = 0.0;
        for (const SdpBlock& block : problem_.blocks) {
            if (block.size == n_) sum += std::max(0.0, -certify_psd(evaluate_block(block, x)));
        }
        return sum;
    }

    const Sdp& problem() const { return problem_; }
    int first_block() const { return static_cast<int>(problem_.blocks.size()) - own_blocks_; }
    double unit() const { return unit_; }
    double base() const { return base_; }

 private:
    static constexpr SolverOptions options{120, 1e-11};

    std::vector<SmallMatrix> units_of(int size) const {
        std::vector<SmallMatrix> units;
        for (int r = 0; r < size; ++r) {
            for (int c = 0; c <= r; ++c) {
                for (const Complex phase : {Complex(1, 0), Complex(0, 1)}) {
                    if (phase.imag() != 0.0 && (real_ || r == c)) continue;
                    SmallMatrix unit = SmallMatrix::Zero(size, size);
                    unit(r, c) = phase;
                    unit(c, r) = std::conj(phase);
                    units.push_back(unit);
                }
            }
        }
        return units;
    }

    void state_matrices() {
        units_ = units_of(n_);
        const double k = (bases_ == 1 ? 1.0 : 3.0) * (1.0 + largest_);
        for (int matrix = 0; matrix < (bases_ == 1 ? 1 : 3); ++matrix) {
            for (const SmallMatrix& unit : units_) {
                const bool diagonal = unit.trace().real() != 0.0;
                start_.push_back(diagonal ? (matrix == 0 ? k : k / 3.0) : 0.0);
            }
        }
        problem_.cost.assign(start_.size(), 0.0);
    }

    // K >= 0, then the conditions of all weights.
    void state_blocks() {
        const auto add = [&](std::array<double, 3> signs, const SmallMatrix& constant) {
            SdpBlock block{n_, entries_of(constant), std::vector<std::vector<SdpEntry>>(problem_.variables())};
            for (std::size_t matrix = 0; matrix < (bases_ == 1 ? 1 : 3); ++matrix) {
                for (std::size_t i = 0; signs[matrix] != 0.0 && i < units_.size(); ++i) {
                    block.coefficients[matrix * units_.size() + i] = entries_of(signs[matrix] * units_[i]);
                }
            }
            problem_.blocks.push_back(block);
            ++own_blocks_;
        };
        const SmallMatrix one = SmallMatrix::Identity(n_, n_);
        const SmallMatrix zero = SmallMatrix::Zero(n_, n_);
        add({1, 0, 0}, zero);
        for (const SmallMatrix& w : weights_.x) {
            if (bases_ == 1) add({1, 0, 0}, base_ * one - w / unit_);
            if (bases_ == 2) add({0, 1, 0}, -w / unit_);
        }
        for (const SmallMatrix& w : weights_.z) add({0, 0, 1}, -w / unit_);
        if (bases_ == 2) add({1, -1, -1}, base_ * one);
    }

    const AveragedWeights& weights_;
    int n_, bases_, own_blocks_ = 0;
    double unit_ = 1.0, base_ = 0.0, largest_ = 0.0;
    bool real_ = true;
    std::vector<SmallMatrix> units_;
    Sdp problem_;
    std::vector<double> start_;
};

}  // namespace

SmallMatrix register_state(const FiniteInstance& instance, const std::array<Ket, 4>& emitted) {
    const int n = instance.settings();
    SmallMatrix state(n, n);
    for (int j = 0; j < n; ++j) {
        for (int k = 0; k < n; ++k) {
            const double weight = std::sqrt(instance.probability(j) * instance.probability(k));
            state(j, k) = weight * Complex(inner(emitted[k], emitted[j]));
        }
    }
    return state;
}

SmallMatrix two_rounds(const SmallMatrix& first, const SmallMatrix& second) {
    const auto n = second.rows();
    SmallMatrix result(first.rows() * n, first.cols() * n);
    for (int r = 0; r < first.rows(); ++r) {
        for (int c = 0; c < first.cols(); ++c) result.block(r * n, c * n, n, n) = first(r, c) * second;
    }
    return result;
}

CoherentOptimum best_coherent_attack(const AveragedWeights& weights, const SmallMatrix& state) {
    DualProgramme programme(weights);
    const ApproxSolution solution = programme.solve_for(state);
    CoherentOptimum result;
    result.at_most = cost_at(programme.problem(), solution.x) + programme.lacking(solution.x) * (1.0 + 1e-12);

    // The multipliers are the attack; here they are made to obey their equations.
    const Matrix rho = wide(state);
    const auto sum_of = [&](const std::vector<Matrix>& list) {
        Matrix sum = Matrix::Zero(rho.rows(), rho.rows());
        for (const Matrix& a : list) sum += a;
        return sum;
    };
    const auto move = [](std::vector<Matrix>& list, const Matrix& by) {
        for (Matrix& a : list) a = by * a * by;
    };
    std::vector<Matrix> x, z;
    for (std::size_t i = 0; i <= weights.x.size(); ++i) x.push_back(wide(solution.multipliers[i]));
    for (std::size_t i = 0; i < weights.z.size(); ++i) z.push_back(wide(solution.multipliers[x.size() + i]));
    move(x, congruence(sum_of(x), rho));
    result.residual = static_cast<double>((sum_of(x) - rho).norm());
    for (std::size_t i = 1; i < x.size(); ++i) {
        const Matrix above = wide(weights.x[i - 1]) / Real(programme.unit());
        result.reached += trace_of_product(above, x[i]);
        if (z.empty()) result.reached -= programme.base() * static_cast<double>(x[i].trace().real());
    }
    if (!z.empty()) {
        const Matrix detected = rho - x[0];
        move(z, congruence(sum_of(z), detected));
        result.residual += static_cast<double>((sum_of(z) - detected).norm());
        result.reached -= programme.base() * static_cast<double>(detected.trace().real());
        for (std::size_t i = 0; i < z.size(); ++i) {
            result.reached += trace_of_product(wide(weights.z[i]) / Real(programme.unit()), z[i]);
        }
    }
    result.attack = std::move(x);
    return result;
}

WorstSource worst_source(const FiniteInstance& instance, const AveragedWeights& weights) {
    DualProgramme programme(weights);
    const ApproxSolution solution = programme.solve_for_worst_source(instance);
    WorstSource result;
    result.at_most = cost_at(programme.problem(), solution.x);
    const Matrix gram = wide(solution.multipliers[programme.first_block() - 1]);
    const int n = instance.settings();
    SideChannel along{};
    Matrix of_side(n, n);
    for (int j = 0; j < n; ++j) {
        for (int a = 0; a < qubit_dimensions; ++a) along[j][a] = gram(a, qubit_dimensions + j);
        for (int k = 0; k < n; ++k) of_side(j, k) = gram(qubit_dimensions + j, qubit_dimensions + k);
    }
    result.side = side_channel_with(instance.link.source, along, of_side);
    return result;
}

}  // namespace keybound::test
