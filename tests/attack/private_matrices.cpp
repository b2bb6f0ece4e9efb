#include "attack/private_matrices.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "support/eigensystem.hpp"

namespace keybound::test {

namespace {

constexpr double turn = 6.283185307179586;

int row(int d, int a, int i, int b, int j) { return ((a * d + i) * 2 + b) * d + j; }

}  // namespace

ComplexMatrix flat_unitary(Random& random, int d) {
    std::vector<int> order(static_cast<std::size_t>(d));
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), random);
    std::vector<double> left, right;
    for (int i = 0; i < d; ++i) {
        left.push_back(uniform(random, 0.0, turn));
        right.push_back(uniform(random, 0.0, turn));
    }
    ComplexMatrix u(d, d);
    for (int i = 0; i < d; ++i) {
        for (int j = 0; j < d; ++j) {
            const auto s = static_cast<std::size_t>(i);
            u(i, j) = std::polar(1.0 / std::sqrt(d), turn * order[s] * j / d + left[s] + right[static_cast<std::size_t>(j)]);
        }
    }
    return u;
}

ComplexMatrix hadamard(int d) {
    ComplexMatrix result = ComplexMatrix::Ones(1, 1), step(2, 2);
    step << 1.0, 1.0, 1.0, -1.0;
    while (result.rows() < d) result = kron(result, ComplexMatrix(step / std::sqrt(2.0)));
    return result;
}

ComplexMatrix private_state(const ComplexMatrix& u, double p) {
    const int d = static_cast<int>(u.rows());
    ComplexMatrix state = ComplexMatrix::Zero(4 * d * d, 4 * d * d);
    for (int i = 0; i < d; ++i) {
        for (int j = 0; j < d; ++j) {
            const int even = row(d, 0, i, 0, j), odd_keys = row(d, 1, j, 1, i);  // X is sum u_ij |ij><ji| / (d sqrt(d))
            state(even, even) += 0.5 * (1.0 - p) / (d * d);
            state(odd_keys, odd_keys) += 0.5 * (1.0 - p) / (d * d);
            state(even, odd_keys) += 0.5 * (1.0 - p) * u(i, j) / (d * std::sqrt(d));
            state(odd_keys, even) += 0.5 * (1.0 - p) * std::conj(u(i, j)) / (d * std::sqrt(d));
        }
        for (const int a : {0, 1}) state(row(d, a, i, 1 - a, i), row(d, a, i, 1 - a, i)) += 0.5 * p / d;
    }
    return state;
}

ComplexMatrix bob_transposed(const ComplexMatrix& matrix, int side) {
    ComplexMatrix result(matrix.rows(), matrix.cols());
    for (int i = 0; i < matrix.rows(); ++i)
        for (int k = 0; k < matrix.cols(); ++k) result(i, k) = matrix(i / side * side + k % side, k / side * side + i % side);
    return result;
}

ComplexMatrix alice_left(const ComplexMatrix& matrix, int side) {
    const int n = static_cast<int>(matrix.rows()) / side;
    ComplexMatrix result = ComplexMatrix::Zero(n, n);
    for (int i = 0; i < n; ++i)
        for (int k = 0; k < n; ++k)
            for (int j = 0; j < side; ++j) result(i, k) += matrix(i * side + j, k * side + j);
    return result;
}

ComplexMatrix phase_mixture(const ComplexMatrix& u, bool conjugated) {
    const int d = static_cast<int>(u.rows());
    ComplexMatrix result = ComplexMatrix::Zero(4 * d * d, 4 * d * d);
    for (int i = 0; i < d; ++i) {
        for (int j = 0; j < d; ++j) {
            for (int k = 0; k < 3; ++k) {
                const std::complex<double> w = std::polar(1.0, turn * k / 3.0);
                ComplexVector alice = ComplexVector::Zero(2 * d), bob = ComplexVector::Zero(2 * d);
                alice(i) = bob(j) = std::sqrt(0.5);
                alice(d + j) = w * std::polar(std::sqrt(0.5), -std::arg(u(i, j)));
                bob(d + i) = w * std::sqrt(0.5);
                if (conjugated) bob = bob.conjugate().eval();
                result += projector(kron(alice, bob)) / (3.0 * d * d);
            }
        }
    }
    return result;
}

ComplexMatrix even_keys(int d) {
    ComplexMatrix result = ComplexMatrix::Zero(4 * d * d, 4 * d * d);
    for (const int a : {0, 1})
        for (int i = 0; i < d; ++i)
            for (int j = 0; j < d; ++j) result(row(d, a, i, a, j), row(d, a, i, a, j)) = 0.5 / (d * d);
    return result;
}

double relative_entropy_on_support(const ComplexMatrix& tau, const ComplexMatrix& sigma) {
    const Eigensystem solver(sigma);
    int first = 0;
    while (solver.eigenvalues()(first) < 1e-9) ++first;
    const ComplexMatrix support = solver.eigenvectors().rightCols(sigma.cols() - first);
    const ComplexMatrix inside = support.adjoint() * tau * support;
    if (std::abs(inside.trace() - tau.trace()) > 1e-12) throw std::runtime_error("infinite relative entropy");
    return relative_entropy(inside, ComplexMatrix(support.adjoint() * sigma * support));
}

double von_neumann(const ComplexMatrix& state) {
    double entropy = 0.0;
    const Eigen::VectorXd values = Eigensystem(state).eigenvalues();
    for (const double value : values) {
        if (value > 1e-15) entropy -= value * std::log2(value);
    }
    return entropy;
}

}  // namespace keybound::test
