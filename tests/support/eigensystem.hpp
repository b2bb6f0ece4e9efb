// Eigenvalues and eigenvectors for tests. The decomposition takes seconds to compile, so it is compiled once.
#pragma once

#include <Eigen/Core>

namespace keybound::test {

// Of a Hermitian matrix: values in increasing order, orthonormal columns.
class Eigensystem {
 public:
    explicit Eigensystem(const Eigen::MatrixXcd& matrix);

    const Eigen::VectorXd& eigenvalues() const { return values_; }
    const Eigen::MatrixXcd& eigenvectors() const { return vectors_; }
    Eigen::MatrixXcd square_root() const;  // of a positive matrix

 private:
    Eigen::VectorXd values_;
    Eigen::MatrixXcd vectors_;
};

// The unitary part of a QR decomposition.
Eigen::MatrixXcd unitary_part(const Eigen::MatrixXcd& matrix);

}  // namespace keybound::test
