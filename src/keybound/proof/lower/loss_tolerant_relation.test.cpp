#include "keybound/proof/lower/loss_tolerant_relation.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <numbers>
#include <vector>

#include "keybound/quantum/qubit.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using std::numbers::pi;
using test::Random;
using test::uniform;

using Operator = Eigen::Matrix2cd;

QubitKets kets_of(const std::vector<std::array<double, 2>>& angles) {
    QubitKets kets(2, static_cast<int>(angles.size()));
    for (int j = 0; j < kets.cols(); ++j) {
        const Qubit ket = qubit_ket(angles[static_cast<std::size_t>(j)][0], angles[static_cast<std::size_t>(j)][1]);
        kets(0, j) = ket[0];
        kets(1, j) = ket[1];
    }
    return kets;
}

// |u_D><u_D| - sum_j c_Dj |phi_j><phi_j|
Operator left_over(const QubitKets& kets, const Relation& relation, int d) {
    const Complex turn = (d == 0 ? 1.0 : -1.0) * relation.phase;
    const Eigen::Vector2cd u = 0.5 * (kets.col(0) + turn * kets.col(1));
    Operator rest = u * u.adjoint();
    for (int j = 0; j < kets.cols(); ++j) {
        const Eigen::Vector2cd ket = kets.col(j);
        rest -= relation.coefficients[static_cast<std::size_t>(d)][static_cast<std::size_t>(j)] * (ket * ket.adjoint());
    }
    return rest;
}

void expect_exact(const QubitKets& kets, const std::optional<Relation>& relation, double tolerance = 1e-12) {
    ASSERT_TRUE(relation.has_value());
    EXPECT_NEAR(std::abs(relation->phase), 1.0, 1e-14);
    for (int d = 0; d < 2; ++d) EXPECT_LE(left_over(kets, *relation, d).norm(), tolerance) << d;
    EXPECT_LE(relation->operator_residual, tolerance);
}

std::array<double, 2> near(Random& random, double theta, double spread, double phase) {
    return {theta + uniform(random, -spread, spread), phase == 0.0 ? 0.0 : uniform(random, -phase, phase)};
}

QubitKets random_kets(Random& random, int settings, double phase) {
    std::vector<std::array<double, 2>> angles;
    const double around[] = {0.0, pi / 2.0, pi / 4.0, 3.0 * pi / 4.0};
    for (int j = 0; j < settings; ++j) angles.push_back(near(random, around[j], 0.2, phase));
    return kets_of(angles);
}

TEST(CoplanarRelation, IsExactForPlanarStates) {
    Random random(61);
    for (int i = 0; i < test::samples(300); ++i) {
        const QubitKets kets = random_kets(random, 3 + i % 2, 0.0);
        expect_exact(kets, coplanar_relation(kets));
    }
}

TEST(CoplanarRelation, IsExactForEveryThreeStates) {
    Random random(62);
    for (int i = 0; i < test::samples(300); ++i) {
        const QubitKets kets = random_kets(random, 3, 0.5);
        expect_exact(kets, coplanar_relation(kets));
    }
}

TEST(GenericRelation, IsExactOutOfThePlane) {
    Random random(63);
    for (int i = 0; i < test::samples(300); ++i) {
        const QubitKets kets = random_kets(random, 4, 0.5);
        const auto relation = generic_relation(kets);
        ASSERT_TRUE(relation.has_value());
        EXPECT_EQ(relation->phase, Complex(1.0, 0.0));
        double size = 1.0;
        for (const auto& c : relation->coefficients) {
            for (const double value : c) size += std::fabs(value);
        }
        expect_exact(kets, relation, 1e-13 * size * size);
    }
}

// u_+ is half of |0X>, u_- half of |1X>.
TEST(CoplanarRelation, OfPerfectStates) {
    const QubitKets kets = kets_of({{0.0, 0.0}, {pi / 2.0, 0.0}, {pi / 4.0, 0.0}, {3.0 * pi / 4.0, 0.0}});
    const auto relation = coplanar_relation(kets);
    ASSERT_TRUE(relation.has_value());
    const double expected[2][4] = {{0.0, 0.0, 0.5, 0.0}, {0.0, 0.0, 0.0, 0.5}};
    for (std::size_t d = 0; d < 2; ++d) {
        for (std::size_t j = 0; j < 4; ++j) EXPECT_NEAR(relation->coefficients[d][j], expected[d][j], 1e-15);
    }
    EXPECT_NEAR(std::abs(relation->phase - 1.0), 0.0, 1e-15);
}

// Eqs. (7) to (9) of Curras-Lorenzo et al.
TEST(CoplanarRelation, HasThePublishedCoefficients) {
    const double delta = 0.1;
    const double kappa = 1.0 + delta / pi;
    const double quarter = kappa * pi / 4.0;
    const QubitKets kets = kets_of({{0.0, 0.0}, {2.0 * quarter, 0.0}, {quarter, 0.0}, {3.0 * quarter, 0.0}});
    const double half_turn = std::cos(kappa * pi / 2.0);
    const double turn = std::cos(kappa * pi);
    const double q = 0.5 * (1.0 - half_turn);
    const double expected[2][4] = {{0.0, 0.0, 1.0 - q, 0.0},
                                   {-q * half_turn / (turn - half_turn), q * half_turn / (half_turn - 1.0), 0.0,
                                    q * (1.0 + half_turn) / (half_turn - turn)}};
    const auto relation = coplanar_relation(kets);
    ASSERT_TRUE(relation.has_value());
    for (std::size_t d = 0; d < 2; ++d) {
        for (std::size_t j = 0; j < 4; ++j) EXPECT_NEAR(relation->coefficients[d][j], expected[d][j], 1e-14) << d << j;
    }
}

// Where the relation holds only nearly, the residual is the sum of both trace norms.
TEST(CoplanarRelation, CountsWhatItLeavesOver) {
    Random random(64);
    for (int i = 0; i < test::samples(200); ++i) {
        const QubitKets kets = random_kets(random, 4, i % 2 == 0 ? 0.3 : 1e-6);
        const auto relation = coplanar_relation(kets);
        ASSERT_TRUE(relation.has_value());
        double trace_norms = 0.0;
        for (int d = 0; d < 2; ++d) {
            const Eigen::SelfAdjointEigenSolver<Operator> solver(left_over(kets, *relation, d));
            trace_norms += solver.eigenvalues().cwiseAbs().sum();
        }
        EXPECT_GE(relation->operator_residual, trace_norms - 1e-13);
        EXPECT_GT(relation->operator_residual, 0.0);
    }
}

TEST(Relations, AreEmptyForDegenerateStates) {
    EXPECT_FALSE(coplanar_relation(kets_of({{0.3, 0.0}, {0.3, 0.0}, {0.8, 0.0}})).has_value());
    EXPECT_FALSE(coplanar_relation(kets_of({{0.3, 0.0}, {0.3, 0.0}, {0.8, 0.0}, {2.0, 0.0}})).has_value());
    EXPECT_FALSE(coplanar_relation(kets_of({{0.0, 0.0}, {1.5, 0.0}, {0.0, 0.0}})).has_value());
    EXPECT_FALSE(coplanar_relation(kets_of({{0.0, 0.0}, {1.5, 0.0}, {0.8, 0.0}, {1.5, 0.0}})).has_value());
    EXPECT_FALSE(generic_relation(kets_of({{0.3, 0.1}, {0.3, 0.1}, {0.8, 0.0}, {2.0, 0.2}})).has_value());
}

TEST(GenericRelation, NeedsFourStatesInGeneralPosition) {
    EXPECT_FALSE(generic_relation(kets_of({{0.0, 0.0}, {1.5, 0.0}, {0.8, 0.3}})).has_value());
    EXPECT_FALSE(generic_relation(kets_of({{0.0, 0.0}, {1.5, 0.0}, {0.8, 0.0}, {2.3, 0.0}})).has_value());
}

TEST(Relations, OfNaNAreEmpty) {
    QubitKets kets = kets_of({{0.0, 0.0}, {1.5, 0.0}, {0.8, 0.3}, {2.3, 0.1}});
    for (int j = 0; j < 4; ++j) {
        QubitKets bad = kets;
        bad(1, j) = std::nan("");
        EXPECT_FALSE(coplanar_relation(bad).has_value()) << j;
        EXPECT_FALSE(generic_relation(bad).has_value()) << j;
    }
}

}  // namespace
}  // namespace keybound
