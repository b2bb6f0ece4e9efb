#include "keybound/proof/upper/separable_operator.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/eigensystem.hpp"
#include "support/small_states.hpp"

namespace keybound {
namespace {

using test::Random;
using test::uniform;

constexpr double infinity = std::numeric_limits<double>::infinity();

double least_eigenvalue(const SmallMatrix& m) { return test::Eigensystem(m).eigenvalues()(0); }

Eigen::VectorXcd random_ket(Random& random, int d) {
    Eigen::VectorXcd ket(d);
    for (int i = 0; i < d; ++i) ket(i) = test::normal(random);
    return ket;
}

TEST(SeparableOperator, DecidesByPartialTransposeInSixDimensionsAtMost) {
    EXPECT_TRUE(separable_if_ppt({2, 2}));
    EXPECT_TRUE(separable_if_ppt({2, 3}));
    EXPECT_TRUE(separable_if_ppt({3, 2}));
    EXPECT_FALSE(separable_if_ppt({2, 4}));
    EXPECT_FALSE(separable_if_ppt({3, 3}));
    EXPECT_FALSE(separable_if_ppt({2, 2, 2}));
}

// The isotropic state needs noise in proportion to the negative eigenvalue (1 - 3 v)/4 of its partial transpose.
TEST(SeparableOperator, ShiftsUntilItIsPositiveUnderPartialTransposition) {
    for (const double v : {0.2, 0.4, 0.9, 1.0}) {
        SeparableCandidate candidate;
        candidate.matrix = test::noisy_ghz(2, 2, v);
        const SeparableOperator z = certify_separable(candidate, {2, 2});
        EXPECT_GE(z.shift, std::max(0.0, (3.0 * v - 1.0) / 4.0));
        EXPECT_NEAR(z.shift, std::max(0.0, (3.0 * v - 1.0) / 4.0), 1e-12);
    }
}

TEST(SeparableOperator, IsPositiveBothWaysWhateverTheCandidate) {
    Random random(31);
    for (int i = 0; i < 100; ++i) {
        const std::vector<int> dimensions = i % 2 == 0 ? std::vector<int>{2, 3} : std::vector<int>{3, 2};
        SeparableCandidate candidate;
        candidate.matrix = SmallMatrix(6, 6);
        for (int j = 0; j < 36; ++j) candidate.matrix(j / 6, j % 6) = test::normal(random);
        const SeparableOperator z = certify_separable(candidate, dimensions);
        ASSERT_LT(z.shift, infinity);
        const SmallMatrix whole = z.matrix + z.shift * SmallMatrix::Identity(6, 6);
        EXPECT_GT(least_eigenvalue(whole), -1e-14);
        EXPECT_GT(least_eigenvalue(partial_transpose(whole, dimensions, {0})), -1e-14);
    }
}

// The sum in other order and precision is within the shift.
TEST(SeparableOperator, MixturesAreCoveredByTheShift) {
    Random random(32);
    for (const auto& dimensions : {std::vector<int>{2, 2, 2}, std::vector<int>{3, 4}, std::vector<int>{2, 2, 2, 2}}) {
        SeparableCandidate candidate;
        const int n = dimensions.size() == 2 ? 12 : 1 << dimensions.size();
        using Exact = Eigen::Matrix<std::complex<long double>, Eigen::Dynamic, Eigen::Dynamic>;
        Exact sum = Exact::Zero(n, n);
        for (int k = 0; k < 50; ++k) {
            std::vector<Eigen::VectorXcd> factors;
            Exact ket = Exact::Ones(1, 1);
            for (const int d : dimensions) {
                factors.push_back(random_ket(random, d));
                Exact longer(ket.rows() * d, 1);
                for (Eigen::Index i = 0; i < ket.rows(); ++i)
                    for (int j = 0; j < d; ++j) longer(i * d + j, 0) = ket(i, 0) * std::complex<long double>(factors.back()(j));
                ket = longer;
            }
            const double weight = k % 7 == 3 ? -0.5 : uniform(random, 0.0, 1.0);
            candidate.kets.push_back(factors);
            candidate.weights.push_back(weight);
            if (weight > 0.0) sum += Exact(static_cast<long double>(weight) * ket * ket.adjoint());
        }
        const SeparableOperator z = certify_separable(candidate, dimensions);
        const double distance = static_cast<double>((z.matrix.cast<std::complex<long double>>() - sum).norm());
        EXPECT_GT(distance, 0.0);
        EXPECT_LE(distance, z.shift);
        EXPECT_LE(z.shift, 1e-10 * z.matrix.norm());
    }
}

TEST(SeparableOperator, RefusesWhatIsNoCandidate) {
    SeparableCandidate candidate;
    candidate.matrix = SmallMatrix::Identity(4, 4);
    EXPECT_EQ(certify_separable(candidate, {2, 3}).shift, infinity);  // of another size
    candidate.matrix = SmallMatrix::Identity(9, 9);
    EXPECT_EQ(certify_separable(candidate, {3, 3}).shift, infinity);  // where nobody can tell
    candidate.matrix = SmallMatrix::Identity(4, 4);
    candidate.matrix(2, 1) = std::nan("");
    EXPECT_EQ(certify_separable(candidate, {2, 2}).shift, infinity);
    candidate.matrix(2, 1) = infinity;
    EXPECT_EQ(certify_separable(candidate, {2, 2}).shift, infinity);
    SeparableCandidate mixture;
    mixture.kets = {{Eigen::VectorXcd::Ones(2), Eigen::VectorXcd::Ones(2)}};
    mixture.weights = {1.0};
    EXPECT_LT(certify_separable(mixture, {2, 2}).shift, 1e-12);
    EXPECT_EQ(certify_separable(mixture, {2, 3}).shift, infinity);
    EXPECT_EQ(certify_separable(mixture, {2, 2, 2}).shift, infinity);
    for (const double bad : {std::nan(""), infinity, 1e200}) {
        SeparableCandidate odd = mixture;
        odd.kets[0][1](0) = bad;
        EXPECT_FALSE(certify_separable(odd, {2, 2}).shift < 1.0) << bad;
        odd = mixture;
        odd.weights[0] = bad;
        const SeparableOperator z = certify_separable(odd, {2, 2});
        EXPECT_TRUE(!(z.shift < 1.0) || z.matrix.norm() == 0.0) << bad;
    }
    mixture.weights = {};
    EXPECT_EQ(certify_separable(mixture, {2, 2}).matrix.norm(), 0.0);
}

TEST(SeparableOperator, ProductKetsCountTheLastSystemFastest) {
    Random random(33);
    const std::vector<Eigen::VectorXcd> factors = {random_ket(random, 2), random_ket(random, 3), random_ket(random, 2)};
    const Eigen::VectorXcd ket = product_ket(factors);
    ASSERT_EQ(ket.size(), 12);
    for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 3; ++j)
            for (int k = 0; k < 2; ++k)
                EXPECT_LT(std::abs(ket((i * 3 + j) * 2 + k) - factors[0](i) * factors[1](j) * factors[2](k)), 1e-14);
}

}  // namespace
}  // namespace keybound
