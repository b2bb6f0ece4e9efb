#include "keybound/quantum/matrix_logarithm.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>

namespace keybound {

namespace {

// Below this relative difference the quotient loses more digits than the middle value costs.
constexpr double close = 1e-5;

double first_difference(double a, double b) {
    const double middle = 0.5 * (a + b), off = (a - b) / middle;
    if (std::fabs(off) < close) return (1.0 + off * off / 12.0) / middle;
    return (std::log(a) - std::log(b)) / (a - b);
}

}  // namespace

MatrixLogarithm::MatrixLogarithm(const Matrix& at) {
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(at);
    eigenvalues_ = solver.eigenvalues();
    eigenvectors_ = solver.eigenvectors();
    logarithms_ = eigenvalues_.array().log();
    const auto n = static_cast<int>(eigenvalues_.size());
    first_.resize(n, n);
    for (int j = 0; j < n; ++j) {
        for (int k = 0; k < n; ++k) first_(j, k) = first_difference(eigenvalues_(j), eigenvalues_(k));
    }
}

MatrixLogarithm::Matrix MatrixLogarithm::value() const {
    return eigenvectors_ * logarithms_.asDiagonal() * eigenvectors_.adjoint();
}

double MatrixLogarithm::second(int j, int k, int l) const {
    const double a = eigenvalues_(j), b = eigenvalues_(k), c = eigenvalues_(l);
    // between the two that differ most
    const double ab = std::fabs(a - b), bc = std::fabs(b - c), ac = std::fabs(a - c);
    const double largest = std::max(a, std::max(b, c));
    if (std::max(ab, std::max(bc, ac)) < close * largest) {
        const double middle = (a + b + c) / 3.0;
        return -0.5 / (middle * middle);
    }
    if (ac >= ab && ac >= bc) return (first_(j, k) - first_(k, l)) / (a - c);
    if (ab >= bc) return (first_(j, l) - first_(l, k)) / (a - b);
    return (first_(j, k) - first_(j, l)) / (b - c);
}

MatrixLogarithm::Matrix MatrixLogarithm::derivative(const Matrix& m) const {
    Matrix inner = in_eigenbasis(m);
    inner.array() *= first_.array();
    return eigenvectors_ * inner * eigenvectors_.adjoint();
}

}  // namespace keybound
