#include "keybound/proof/lower/target_reference.hpp"

#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/core/rounding.hpp"

namespace keybound {

namespace {

using Amplitudes = Eigen::Matrix<Complex, Eigen::Dynamic, 2, Eigen::RowMajor, max_settings, 2>;

// The isometry W with W reference = target, as nearly as rounding allows: the polar factor of target reference^dagger,
// found from the pseudo-inverse and polished by the Newton-Schulz iteration, which converges to an isometry to rounding.
SmallMatrix aligning_isometry(const Amplitudes& target, const Amplitudes& reference) {
    const Eigen::Matrix<Complex, 2, 2, Eigen::RowMajor> s = reference.adjoint().lazyProduct(reference);
    const double trace = s(0, 0).real() + s(1, 1).real();
    const double determinant = s(0, 0).real() * s(1, 1).real() - std::norm(s(0, 1));
    Eigen::Matrix<Complex, 2, 2, Eigen::RowMajor> inverse;
    if (determinant > 1e-14 * trace * trace) {
        inverse << s(1, 1) / determinant, -s(0, 1) / determinant, -s(1, 0) / determinant, s(0, 0) / determinant;
    } else {
        inverse = s / (trace * trace);  // rank 1: S^+ = S / tr(S)^2
    }
    SmallMatrix w = target.lazyProduct(inverse).eval().lazyProduct(reference.adjoint());
    for (int step = 0; step < 8; ++step) {
        const SmallMatrix product = w.adjoint().lazyProduct(w);
        const SmallMatrix polished = 1.5 * w - 0.5 * w.lazyProduct(product);
        const double change = (polished - w).cwiseAbs().maxCoeff();
        w = polished;
        if (!(change > 1e-15)) break;
    }
    return w;
}

}  // namespace

TargetReference make_target_reference(const QubitKets& kets, const Relation& relation, double drop_below) {
    const int n = static_cast<int>(kets.cols());
    TargetReference result;
    result.relation = relation;
    result.difference = SmallMatrix::Zero(n, n);
    double residual_square = 0.0;
    for (int d = 0; d < 2; ++d) {
        auto& c = result.relation.coefficients[d];
        std::array<int, max_settings> negative{}, positive{};
        int negatives = 0, positives = 0;
        for (int j = 0; j < n; ++j) {
            if (std::fabs(c[j]) <= drop_below) c[j] = 0.0;
            if (c[j] < 0.0) negative[negatives++] = j;
            if (c[j] > 0.0) positive[positives++] = j;
        }
        // Coefficient rows: which combination of the psi_j stands beside each of Alice's kets.
        SmallMatrix target_rows = SmallMatrix::Zero(1 + negatives, n);
        target_rows(0, 0) = 0.5;
        target_rows(0, 1) = (d == 0 ? 0.5 : -0.5) * relation.phase;
        for (int i = 0; i < negatives; ++i) target_rows(1 + i, negative[i]) = std::sqrt(-c[negative[i]]);
        SmallMatrix reference_rows = SmallMatrix::Zero(positives, n);
        for (int i = 0; i < positives; ++i) reference_rows(i, positive[i]) = std::sqrt(c[positive[i]]);

        const Amplitudes target = target_rows.lazyProduct(kets.transpose());
        const Amplitudes reference = reference_rows.lazyProduct(kets.transpose());
        const SmallMatrix w = aligning_isometry(target, reference);
        // The primed basis is [W, (1 - W^dagger W)^(1/2)]; its square root never appears in the inner products below.
        const SmallMatrix moved = w.lazyProduct(reference_rows);
        const SmallMatrix cross = target_rows.adjoint().lazyProduct(moved);
        result.difference += target_rows.adjoint().lazyProduct(target_rows);
        result.difference += reference_rows.adjoint().lazyProduct(reference_rows);
        result.difference -= cross;
        result.difference -= cross.adjoint();

        const Amplitudes missed = target - w.lazyProduct(reference);
        const Amplitudes outside = reference - w.adjoint().lazyProduct(w.lazyProduct(reference).eval());
        residual_square += missed.squaredNorm() + outside.squaredNorm();
        for (int i = 0; i < positives; ++i) result.weight += c[positive[i]];
    }
    // Rounding of the rows, of W and of the kets themselves: a few units on vectors of norm sqrt(nu).
    result.residual = rounding::up(std::sqrt(residual_square), 8) + rounding::margin(16, std::sqrt(result.weight));
    return result;
}

CoinDistance coin_distance(const TargetReference& states, const Source& source) {
    const int n = source.settings();
    const double largest = source.largest_leakage();
    if (largest == 0.0) return {states.residual, {0.0, SmallVector::Zero(n)}, false};

    const auto total = [&](double square, double first) {
        return rounding::up(std::sqrt(largest * square), 64) + first + states.residual;
    };
    const WorstCaseGram equal = worst_case_gram(states.difference);
    CoinDistance best{total(equal.value, 0.0), equal, false};
    if (source.leakage.minCoeff() == largest) return best;

    // Unequal leakages: || sum_j v_j (sqrt(1 - eps_j) - 1) phi_j || + sqrt(largest g(D V D)), D^2 = eps_j / largest.
    SmallMatrix scaled = states.difference;
    double first_square = 0.0;
    double first_scale = 0.0;
    for (int j = 0; j < n; ++j) {
        for (int k = 0; k < n; ++k) {
            const double deficit_j = source.leakage(j) / (1.0 + std::sqrt(1.0 - source.leakage(j)));
            const double deficit_k = source.leakage(k) / (1.0 + std::sqrt(1.0 - source.leakage(k)));
            const Complex overlap = std::conj(source.kets(0, j)) * source.kets(0, k) + std::conj(source.kets(1, j)) * source.kets(1, k);
            const Complex term = states.difference(j, k) * overlap * deficit_j * deficit_k;
            first_square += term.real();
            first_scale += std::abs(term);
            scaled(j, k) *= std::sqrt(source.leakage(j) * source.leakage(k)) / largest;
        }
    }
    const double first = std::sqrt(std::fmax(0.0, first_square) + rounding::margin(64, first_scale));
    const WorstCaseGram unequal = worst_case_gram(scaled);
    const double distance = total(unequal.value, rounding::up(first, 4));
    if (distance < best.distance) best = {distance, unequal, true};
    return best;
}

CoinObservation observe(const TargetReference& states, const Statistics& statistics) {
    CoinObservation observed{statistics.key_yield(), 0.5 * (statistics.yield_x(0) + statistics.yield_x(1)), 0.0, 0.0, 0.0,
                             states.weight};
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
