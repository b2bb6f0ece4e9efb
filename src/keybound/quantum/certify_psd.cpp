#include "keybound/quantum/certify_psd.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <limits>

#include "keybound/core/error.hpp"
#include "keybound/core/rounding.hpp"

namespace keybound {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double largest_norm = 1e300;  // beyond it multiples of the norm overflow, and a search for a shift would not end

SmallMatrix hermitian_part(const SmallMatrix& matrix) {
    KEYBOUND_CHECK(matrix.rows() == matrix.cols());
    const int n = static_cast<int>(matrix.rows());
    SmallMatrix result(n, n);
    for (int i = 0; i < n; ++i) {
        result(i, i) = matrix(i, i).real() + 0.0 * matrix(i, i).imag();  // keeps a NaN there visible
        for (int j = 0; j < i; ++j) result(i, j) = 0.5 * (matrix(i, j) + std::conj(matrix(j, i)));
    }
    return result;
}

// An upper bound on the norm of the Hermitian matrix whose lower triangle is given; +infinity if an entry is not finite.
double norm_bound(const SmallMatrix& lower) {
    const int n = static_cast<int>(lower.rows());
    double largest = 0.0;
    for (int i = 0; i < n; ++i) {
        double sum = 0.0;
        for (int j = 0; j < n; ++j) {
            const Complex entry = j <= i ? lower(i, j) : lower(j, i);
            sum += std::fabs(entry.real()) + std::fabs(entry.imag());
        }
        if (!(sum < infinity)) return infinity;
        largest = std::max(largest, sum);
    }
    return largest;
}

// True only if the Cholesky factorisation of (matrix - shift) ends with strictly positive pivots.
bool cholesky_succeeds(SmallMatrix lower, double shift) {
    const int n = static_cast<int>(lower.rows());
    for (int k = 0; k < n; ++k) {
        double pivot = lower.coeff(k, k).real() - shift;
        for (int m = 0; m < k; ++m) pivot -= std::norm(lower.coeff(k, m));
        if (!(pivot > 0.0 && pivot < infinity)) return false;
        const double root = std::sqrt(pivot);
        for (int i = k + 1; i < n; ++i) {
            Complex sum = lower.coeff(i, k);
            for (int m = 0; m < k; ++m) sum -= lower.coeff(i, m) * std::conj(lower.coeff(k, m));
            lower.coeffRef(i, k) = sum / root;
        }
    }
    return true;
}

double certify(const SmallMatrix& lower, double suggestion, double norm) {
    const int n = static_cast<int>(lower.rows());
    if (n == 0) return 0.0;
    if (!(std::fabs(suggestion) <= norm)) suggestion = -norm;
    // A completed factorisation of (A - c) is the exact one of a matrix within gamma_{n+1} tr(A - c) of it; a complex
    // multiplication costs up to three real roundings, and forming the shifted diagonal one more.
    const double backward_error = rounding::margin(4.0 * (n + 4), 2.0 * n * norm);
    for (double slack = backward_error; slack <= 4.0 * norm + backward_error; slack *= 8.0) {
        const double shift = suggestion - slack;
        if (cholesky_succeeds(lower, shift)) return rounding::down(shift - backward_error, 2, norm);
        if (slack == 0.0) break;
    }
    return rounding::down(-norm, 4.0 * n, norm);  // Gershgorin
}

}  // namespace

double certify_psd(const SmallMatrix& matrix) {
    const SmallMatrix lower = hermitian_part(matrix);
    const double norm = norm_bound(lower);
    if (!(norm < largest_norm)) return -infinity;
    if (norm == 0.0) return 0.0;
    const Eigen::SelfAdjointEigenSolver<SmallMatrix> solver(lower, Eigen::EigenvaluesOnly);
    return certify(lower, solver.eigenvalues()(0), norm);
}

double certify_psd(const SmallMatrix& matrix, double suggested_least_eigenvalue) {
    const SmallMatrix lower = hermitian_part(matrix);
    const double norm = norm_bound(lower);
    if (!(norm < largest_norm)) return -infinity;
    if (norm == 0.0) return 0.0;
    return certify(lower, suggested_least_eigenvalue, norm);
}

}  // namespace keybound
