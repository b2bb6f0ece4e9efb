#include "keybound/proof/lower/target_reference.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "keybound/core/error.hpp"
#include "keybound/core/rounding.hpp"

namespace keybound {

namespace {

// Relations among qubit states have at most four terms, so each half of target and reference has at most five of Alice's kets.
// Small capacities matter: every matrix of complex numbers is zeroed when it is made, to its capacity.
constexpr int max_kets = 5;
using Amplitudes = Eigen::Matrix<Complex, Eigen::Dynamic, 2, Eigen::RowMajor, max_kets, 2>;
using Isometry = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor, max_kets, max_kets>;
using Matrix2 = Eigen::Matrix<Complex, 2, 2, Eigen::RowMajor>;

// A partial isometry W with W reference = target as nearly as possible, or nothing if the iteration does not settle.
// If target^dagger target = reference^dagger reference, the start target reference^+ is one already; otherwise the
// Newton-Schulz iteration drives its singular values, scaled below sqrt 3, to 1 (or leaves them at 0).
std::optional<Isometry> aligning_isometry(const Amplitudes& target, const Amplitudes& reference) {
    const Matrix2 s = reference.adjoint().lazyProduct(reference);
    const double trace = s(0, 0).real() + s(1, 1).real();
    const double determinant = s(0, 0).real() * s(1, 1).real() - std::norm(s(0, 1));
    Matrix2 inverse;
    if (determinant > 1e-14 * trace * trace) {
        inverse << s(1, 1) / determinant, -s(0, 1) / determinant, -s(1, 0) / determinant, s(0, 0) / determinant;
    } else {
        inverse = s / (trace * trace);  // rank 1: S^+ = S / tr(S)^2
    }
    const Amplitudes turned = target.lazyProduct(inverse);
    Isometry w = turned.lazyProduct(reference.adjoint());
    const double size = w.squaredNorm();
    if (size > 2.5) w *= std::sqrt(2.0 / size);
    for (int step = 0; step < 100; ++step) {
        const Isometry product = w.adjoint().lazyProduct(w);
        const Isometry correction = 0.5 * (w - w.lazyProduct(product));
        w += correction;
        if (correction.squaredNorm() < 1e-29) return w;
    }
    return std::nullopt;
}

// One of the two halves (D = 0, 1) of target and reference: which multiple of which psi_j stands beside each of Alice's kets.
struct Half {
    std::array<int, max_kets> negative{}, positive{};  // settings by the sign of their coefficient
    int negatives = 0, positives = 0;
    std::array<double, max_kets> amplitude{};  // sqrt|c_j|
    Complex virtual_1z;                        // u_D = psi_0Z / 2 + virtual_1z psi_1Z
};

Half sorted_by_sign(const std::array<double, max_settings>& c, int settings, Complex virtual_1z) {
    Half half;
    half.virtual_1z = virtual_1z;
    for (int j = 0; j < settings; ++j) {
        if (c[j] < 0.0) half.negative[half.negatives++] = j;
        if (c[j] > 0.0) half.positive[half.positives++] = j;
        half.amplitude[j] = std::sqrt(std::fabs(c[j]));
    }
    return half;
}

Amplitudes target_of(const Half& half, const QubitKets& kets) {
    Amplitudes target(1 + half.negatives, 2);
    target.row(0) = 0.5 * kets.col(0).transpose() + half.virtual_1z * kets.col(1).transpose();
    for (int i = 0; i < half.negatives; ++i) {
        const int j = half.negative[i];
        target.row(1 + i) = half.amplitude[j] * kets.col(j).transpose();
    }
    return target;
}

Amplitudes reference_of(const Half& half, const QubitKets& kets) {
    Amplitudes reference(half.positives, 2);
    for (int i = 0; i < half.positives; ++i) {
        const int j = half.positive[i];
        reference.row(i) = half.amplitude[j] * kets.col(j).transpose();
    }
    return reference;
}

// Adds this half's share of V = A^dagger A + B^dagger B - (A^dagger W B + h.c.), A and B the coefficient rows of target and
// reference. The primed basis is [W, (1 - W^dagger W)^(1/2)]; its square root drops out of the inner products.
void add_difference(const Half& half, const Isometry& w, SmallMatrix& v) {
    v(0, 0) += 0.25;
    v(0, 1) += 0.5 * half.virtual_1z;
    v(1, 0) += 0.5 * std::conj(half.virtual_1z);
    v(1, 1) += 0.25;
    const auto subtract = [&](int j, int k, Complex cross) {
        v(j, k) -= cross;
        v(k, j) -= std::conj(cross);
    };
    for (int i = 0; i < half.negatives; ++i)
        v(half.negative[i], half.negative[i]) += half.amplitude[half.negative[i]] * half.amplitude[half.negative[i]];
    for (int m = 0; m < half.positives; ++m) {
        const int k = half.positive[m];
        v(k, k) += half.amplitude[k] * half.amplitude[k];
        subtract(0, k, 0.5 * w(0, m) * half.amplitude[k]);
        subtract(1, k, std::conj(half.virtual_1z) * w(0, m) * half.amplitude[k]);
        for (int i = 0; i < half.negatives; ++i) {
            const int j = half.negative[i];
            subtract(j, k, half.amplitude[j] * w(1 + i, m) * half.amplitude[k]);
        }
    }
}

}  // namespace

TargetReference make_target_reference(const QubitKets& kets, const Relation& relation, double drop_below) {
    const int n = static_cast<int>(kets.cols());
    KEYBOUND_CHECK(n < max_kets);
    TargetReference result;
    result.relation = relation;
    result.difference = SmallMatrix::Zero(n, n);
    double residual_square = 0.0;
    for (int d = 0; d < 2; ++d) {
        auto& c = result.relation.coefficients[d];
        for (int j = 0; j < n; ++j) {
            if (std::fabs(c[j]) <= drop_below) c[j] = 0.0;
            (c[j] < 0.0 ? result.target_weight : result.reference_weight) += std::fabs(c[j]);
        }
        const Half half = sorted_by_sign(c, n, (d == 0 ? 0.5 : -0.5) * relation.phase);
        const Amplitudes target = target_of(half, kets);
        const Amplitudes reference = reference_of(half, kets);
        const std::optional<Isometry> w = aligning_isometry(target, reference);
        if (!w) {
            result.residual = std::numeric_limits<double>::infinity();
            return result;
        }
        add_difference(half, *w, result.difference);

        const Amplitudes moved = w->lazyProduct(reference);
        const Amplitudes outside = reference - w->adjoint().lazyProduct(moved);
        residual_square += (target - moved).squaredNorm() + outside.squaredNorm();
    }
    // Rounding of the rows, of W and of the kets themselves: a few units on vectors of norm sqrt(nu).
    result.residual = rounding::up(std::sqrt(residual_square), 8) +
                      rounding::margin(16, std::sqrt(result.target_weight + result.reference_weight));
    return result;
}

namespace {

// D V D with D^2 = eps_j / largest, and a bound on || sum_j v_j (sqrt(1 - eps_j) - 1) phi_j ||, which is 0 for equal leakages.
struct ScaledDifference {
    SmallMatrix difference;
    double shortening;
};

ScaledDifference scaled_by_leakage(const SmallMatrix& difference, const Source& source) {
    const int n = source.settings();
    const double largest = source.largest_leakage();
    if (source.leakage.minCoeff() == largest) return {difference, 0.0};
    SmallVector deficit(n), scale(n);
    for (int j = 0; j < n; ++j) {
        deficit(j) = source.leakage(j) / (1.0 + std::sqrt(1.0 - source.leakage(j)));
        scale(j) = std::sqrt(source.leakage(j) / largest);
    }
    ScaledDifference result{difference, 0.0};
    double square = 0.0;
    double magnitude = 0.0;
    for (int j = 0; j < n; ++j) {
        for (int k = 0; k < n; ++k) {
            const Complex overlap =
                std::conj(source.kets(0, j)) * source.kets(0, k) + std::conj(source.kets(1, j)) * source.kets(1, k);
            const Complex term = difference(j, k) * overlap * deficit(j) * deficit(k);
            square += term.real();
            magnitude += std::abs(term);
            result.difference(j, k) *= scale(j) * scale(k);
        }
    }
    result.shortening = rounding::up(std::sqrt(std::fmax(0.0, square) + rounding::margin(64, magnitude)), 4);
    return result;
}

double total_distance(double gram_value, double shortening, double residual, const Source& source) {
    return rounding::up(std::sqrt(source.largest_leakage() * gram_value), 64) + shortening + residual;
}

}  // namespace

CoinDistance coin_distance(const TargetReference& states, const Source& source) {
    const double largest = source.largest_leakage();
    if (largest == 0.0) return {states.residual, {0.0, SmallVector::Zero(source.settings())}, false};
    const WorstCaseGram raised = worst_case_gram(states.difference);
    CoinDistance best{total_distance(raised.value, 0.0, states.residual, source), raised, false};
    if (source.leakage.minCoeff() == largest) return best;
    const ScaledDifference scaled = scaled_by_leakage(states.difference, source);
    const WorstCaseGram unequal = worst_case_gram(scaled.difference);
    const double distance = total_distance(unequal.value, scaled.shortening, states.residual, source);
    if (distance < best.distance) best = {distance, unequal, true};
    return best;
}

CoinObservation observe(const TargetReference& states, const Statistics& statistics) {
    CoinObservation observed{
        statistics.key_yield(), 0.5 * (statistics.yield_x(0) + statistics.yield_x(1)), 0.0, 0.0, 0.0, states.target_weight,
        states.reference_weight};
    for (int d = 0; d < 2; ++d) {
        const int error = 1 - d;
        for (int j = 0; j < statistics.settings; ++j) {
            const double c = states.relation.coefficients[d][j];
            if (c < 0.0) {
                observed.target_total -= c * statistics.yield_x(j);
                observed.target_known -= c * statistics.x[j][error];
            } else {
                observed.reference_error += c * statistics.x[j][error];
                observed.reference_ok += c * statistics.x[j][1 - error];
            }
        }
    }
    return observed;
}

}  // namespace keybound
