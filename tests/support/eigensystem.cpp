#include "support/eigensystem.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>

namespace keybound::test {

Eigensystem::Eigensystem(const Eigen::MatrixXcd& matrix) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXcd> solver(matrix);
    values_ = solver.eigenvalues();
    vectors_ = solver.eigenvectors();
}

Eigen::MatrixXcd Eigensystem::square_root() const {
    const Eigen::VectorXcd roots = values_.cwiseMax(0.0).cwiseSqrt().cast<std::complex<double>>();
    return vectors_ * roots.asDiagonal() * vectors_.adjoint();
}

Eigen::MatrixXcd unitary_part(const Eigen::MatrixXcd& matrix) {
    return Eigen::HouseholderQR<Eigen::MatrixXcd>(matrix).householderQ();
}

}  // namespace keybound::test
