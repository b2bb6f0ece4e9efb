#include "keybound/proof/lower/phase_error_lift.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/certify_psd.hpp"

namespace keybound {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// W with W (diag(g) + F diag(g_w) F^dagger) W^dagger = 1 to rounding: the constraint seen through W has one unit of cost in
// every direction. Found in the coordinates of the frame, where all numbers are of order 1. False if it does not exist.
bool unit_cost_coordinates(const DualFrame& frame, const Lift& lift, SmallMatrix& w) {
    const int n = static_cast<int>(frame.basis.rows());
    const int m = static_cast<int>(lift.weight.size());
    w = frame.basis.adjoint();
    for (int k = 0; k < n; ++k) w.row(k) *= std::min(1.0, 1.0 / frame.scale(k));
    SmallMatrix lower = SmallMatrix::Zero(n, n);
    for (int r = 0; r < n; ++r) {
        for (int c = 0; c <= r; ++c) {
            Complex sum = 0.0;
            for (int j = 0; j < n; ++j) sum += w(r, j) * lift.lambda(j) * std::conj(w(c, j));
            lower(r, c) = sum;
        }
        const double along = std::min(frame.scale(r), 1.0);
        if (r < m) lower(r, r) += lift.weight(r) * along * along;
    }
    for (int j = 0; j < n; ++j) {  // Cholesky in place, and W <- L^-1 W row by row
        double pivot = lower(j, j).real();
        for (int k = 0; k < j; ++k) pivot -= std::norm(lower(j, k));
        if (!(pivot > 0.0 && pivot < infinity)) return false;
        const double root = std::sqrt(pivot);
        for (int i = j + 1; i < n; ++i) {
            for (int k = 0; k < j; ++k) lower(i, j) -= lower(i, k) * std::conj(lower(j, k));
            lower(i, j) /= root;
        }
        for (int k = 0; k < j; ++k) w.row(j) -= lower(j, k) * w.row(k);
        w.row(j) /= root;
    }
    return true;
}

}  // namespace

// For every invertible W, the constraint holds with delta if W (Lambda + F w F^dagger - A) W^dagger >= -delta' and
// W (diag(g) + F diag(g_w) F^dagger) W^dagger >= beta > 0, delta = delta' / beta. Any doubles do for W; they need not be exact.
double least_lift(const DualFrame& frame, std::span<const double> lambda, const SmallMatrix& weight, const SmallMatrix& a,
                  const Lift& lift) {
    const int n = static_cast<int>(frame.basis.rows());
    const int m = static_cast<int>(weight.rows());
    SmallMatrix w;
    if (!unit_cost_coordinates(frame, lift, w)) return infinity;
    double frame_size = 0.0;
    SmallMatrix image = w.lazyProduct(frame.basis.leftCols(m));  // W F
    for (int c = 0; c < m; ++c) {
        image.col(c) *= frame.scale(c);
        frame_size = std::hypot(frame_size, frame.scale(c) * frame.basis.col(c).norm());
    }
    const double w_size = w.norm(), image_size = image.norm(), weight_size = weight.norm();
    const double image_error = rounding::margin(4.0 * (n + 4), w_size * frame_size);

    const SmallMatrix half = image.lazyProduct(weight);
    const SmallMatrix outside = w.lazyProduct(a);
    SmallMatrix slack = half.lazyProduct(image.adjoint());
    slack -= outside.lazyProduct(w.adjoint());
    SmallMatrix unit = SmallMatrix::Zero(n, n);
    double lambda_size = 0.0, lift_size = 0.0, weight_lift = 0.0;
    for (int r = 0; r < n; ++r) {
        for (int c = 0; c <= r; ++c) {
            Complex with_lambda = 0.0, with_lift = 0.0;
            for (int j = 0; j < n; ++j) {
                const Complex pair = w(r, j) * std::conj(w(c, j));
                with_lambda += lambda[static_cast<std::size_t>(j)] * pair;
                with_lift += lift.lambda(j) * pair;
            }
            for (int k = 0; k < m; ++k) with_lift += lift.weight(k) * image(r, k) * std::conj(image(c, k));
            slack(r, c) += with_lambda;
            unit(r, c) = with_lift;
            if (r != c) {
                slack(c, r) += std::conj(with_lambda);
                unit(c, r) = std::conj(with_lift);
            }
        }
    }
    for (int j = 0; j < n; ++j) {
        const double square = w.col(j).squaredNorm();
        lambda_size += std::fabs(lambda[static_cast<std::size_t>(j)]) * square;
        lift_size += lift.lambda(j) * square;
    }
    for (int k = 0; k < m; ++k) weight_lift = std::max(weight_lift, lift.weight(k));

    // Errors of the products in the Frobenius norm, which bounds the operator norm: first of W F, twice; then of what follows.
    const double error = 2.0 * image_error * (2.0 * image_size + image_error) * weight_size +
                         rounding::margin(16.0 * (n + m + 4), image_size * image_size * weight_size + lambda_size +
                                                                  w_size * w_size * (a.norm() + 1.0));
    const double unit_error = 2.0 * image_error * (2.0 * image_size + image_error) * weight_lift +
                              rounding::margin(16.0 * (n + m + 4), lift_size + weight_lift * image_size * image_size);
    const double beta = certify_psd(unit) - unit_error;
    if (!(beta > 0.5)) return infinity;
    const double delta = rounding::up((std::max(0.0, -certify_psd(slack)) + error) / beta, 8);
    return delta < infinity ? delta : infinity;
}

}  // namespace keybound
