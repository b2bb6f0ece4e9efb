// The logarithm of a Hermitian matrix and its first two derivatives, by divided differences in the eigenbasis.
#pragma once

#include <Eigen/Core>

namespace keybound {

// Natural logarithms. For a positive definite matrix only; other matrices give values that are not finite.
class MatrixLogarithm {
 public:
    using Matrix = Eigen::MatrixXcd;

    explicit MatrixLogarithm(const Matrix& at);

    const Eigen::VectorXd& eigenvalues() const { return eigenvalues_; }
    const Matrix& eigenvectors() const { return eigenvectors_; }

    Matrix value() const;
    Matrix in_eigenbasis(const Matrix& m) const { return eigenvectors_.adjoint() * m * eigenvectors_; }

    // (ln a - ln b)/(a - b) of eigenvalues j and k, 1/a where they agree.
    double first(int j, int k) const { return first_(j, k); }
    // The next divided difference, -1/(2 a^2) where all agree.
    double second(int j, int k, int l) const;

    // The derivative in the direction `m`, or (it is the same) the matrix G with Tr(G dX) = Tr(m d ln X).
    Matrix derivative(const Matrix& m) const;

 private:
    Eigen::VectorXd eigenvalues_, logarithms_;
    Matrix eigenvectors_;
    Eigen::MatrixXd first_;
};

}  // namespace keybound
