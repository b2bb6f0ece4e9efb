#include "keybound/quantum/matrix_logarithm.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "keybound/quantum/small_matrix.hpp"
#include "support/matrices.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using test::Random;
using Matrix = MatrixLogarithm::Matrix;

Matrix hermitian(Random& random, int n) {
    Matrix m(n, n);
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) m(i, j) = test::normal(random);
    return 0.5 * (m + Matrix(m.adjoint()));
}

Matrix positive(Random& random, int n) {
    const Matrix h = hermitian(random, n);
    return h * h + 0.05 * Matrix::Identity(n, n);
}

MatrixLogarithm of_eigenvalues(double a, double b, double c) {
    Matrix m = Matrix::Zero(3, 3);
    m(0, 0) = a;
    m(1, 1) = b;
    m(2, 2) = c;
    return MatrixLogarithm(m);
}

// ln[a, b] and ln[a, b, c] as integrals over t >= 0 of 1/((t+a)(t+b)) and minus 1/((t+a)(t+b)(t+c)), on t = m e^(sinh s): every
// integrand is positive, so nearly equal arguments cost no digits.
long double integral(long double a, long double b, const long double* c) {
    const long double middle = std::sqrt(a * b), step = 0.02L;
    long double sum = 0.0L;
    for (int k = -250; k <= 250; ++k) {
        const long double s = k * step, t = middle * std::exp(std::sinh(s));
        if (!std::isfinite(t * t * t)) continue;
        const long double f = 1.0L / ((t + a) * (t + b));
        sum += t * std::cosh(s) * step * (c == nullptr ? f : f / (t + *c));
    }
    return sum;
}

TEST(MatrixLogarithm, DividedDifferencesKeepTheirDigits) {
    Random random(11);
    int near = 0;
    for (int i = 0; i < test::samples(60); ++i) {
        std::vector<double> x = {test::log_uniform(random, 1e-9, 1.0)};
        for (int k = 0; k < 2; ++k) {
            const bool close = random() % 2 == 0;
            near += close ? 1 : 0;
            x.push_back(close ? x[0] * (1.0 + test::log_uniform(random, 1e-13, 1e-2)) : test::log_uniform(random, 1e-9, 1.0));
        }
        if (i % 10 == 0) x[1] = x[0];
        std::sort(x.begin(), x.end());
        const MatrixLogarithm log = of_eigenvalues(x[0], x[1], x[2]);
        for (int j = 0; j < 3; ++j) {
            for (int k = 0; k < 3; ++k) {
                const auto exact = static_cast<double>(integral(x[j], x[k], nullptr));
                EXPECT_NEAR(log.first(j, k) / exact, 1.0, 1e-9) << x[j] << ' ' << x[k];
                for (int l = 0; l < 3; ++l) {
                    const long double third = x[l];
                    const auto second = static_cast<double>(-integral(x[j], x[k], &third));
                    // for a programme: some digits are enough
                    EXPECT_NEAR(log.second(j, k, l) / second, 1.0, 1e-4) << x[j] << ' ' << x[k] << ' ' << x[l];
                    EXPECT_NEAR(log.second(j, k, l) / log.second(l, k, j), 1.0, 1e-4);
                }
            }
        }
    }
    EXPECT_GT(near, 20);
}

TEST(MatrixLogarithm, OfEqualEigenvalues) {
    const MatrixLogarithm log = of_eigenvalues(0.25, 0.25, 0.25);
    EXPECT_DOUBLE_EQ(log.first(0, 1), 4.0);
    EXPECT_DOUBLE_EQ(log.second(0, 1, 2), -8.0);
    EXPECT_NEAR(log.value()(1, 1).real(), -1.3862943611198906, 1e-15);
}

TEST(MatrixLogarithm, UndoesTheExponentialSeries) {
    Random random(12);
    for (const int n : {1, 2, 5, 16}) {
        const Matrix h = hermitian(random, n) / (2.0 * n);
        Matrix power = Matrix::Identity(n, n), exponential = power;
        for (int k = 1; k < 40; ++k) {
            power = Matrix(power * h) / k;
            exponential += power;
        }
        EXPECT_LT((MatrixLogarithm(exponential).value() - h).norm(), 1e-13 * n);
    }
}

// Central differences of Tr M ln(X + t A + s B).
TEST(MatrixLogarithm, DerivativesAreThoseOfFiniteDifferences) {
    Random random(13);
    for (int i = 0; i < 40; ++i) {
        const int n = 2 + i % 3;
        Matrix x = positive(random, n);
        if (i % 4 == 0) x = Matrix::Identity(n, n) + 1e-7 * x;  // nearly degenerate
        const Matrix a = hermitian(random, n), b = hermitian(random, n), m = hermitian(random, n);
        const auto f = [&](double t, double s) { return (m * MatrixLogarithm(x + t * a + s * b).value()).trace().real(); };
        const MatrixLogarithm log(x);
        const double h = 1e-4 * log.eigenvalues()(0);
        const double slope = (log.derivative(m) * a).trace().real();
        const double scale = log.derivative(a).norm() * m.norm() + 1.0;
        EXPECT_NEAR(slope, (f(h, 0) - f(-h, 0)) / (2.0 * h), 1e-6 * scale);
        EXPECT_NEAR(slope, (m * log.derivative(a)).trace().real(), 1e-11 * scale);  // one map, symmetric
        const Matrix am = log.in_eigenbasis(a), bm = log.in_eigenbasis(b), mm = log.in_eigenbasis(m);
        double curvature = 0.0;
        for (int j = 0; j < n; ++j)
            for (int k = 0; k < n; ++k)
                for (int l = 0; l < n; ++l)
                    curvature += (log.second(j, k, l) * mm(l, j) * (am(j, k) * bm(k, l) + bm(j, k) * am(k, l))).real();
        const double step = 1e-3 * log.eigenvalues()(0);
        const double difference = (f(step, step) - f(step, -step) - f(-step, step) + f(-step, -step)) / (4.0 * step * step);
        EXPECT_NEAR(curvature, difference, 1e-3 * (std::fabs(curvature) + scale / log.eigenvalues()(0)));
    }
}

TEST(MatrixLogarithm, IsNotFiniteOutsideOfItsDomain) {
    EXPECT_FALSE(std::isfinite(of_eigenvalues(-0.1, 0.5, 0.6).value().norm()));
    EXPECT_FALSE(std::isfinite(of_eigenvalues(0.0, 0.5, 0.6).value().norm()));
}

}  // namespace
}  // namespace keybound
