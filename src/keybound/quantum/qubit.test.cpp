#include "keybound/quantum/qubit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "support/samples.hpp"

namespace keybound {
namespace {

using test::Random;
using test::uniform;
constexpr double pi = std::numbers::pi;

TEST(Qubit, KetsHaveTheStatedAmplitudes) {
    const Qubit ket = qubit_ket(0.3, 0.7);
    EXPECT_DOUBLE_EQ(ket[0].real(), std::cos(0.3));
    EXPECT_EQ(ket[0].imag(), 0.0);
    EXPECT_NEAR(std::abs(ket[1] - std::polar(std::sin(0.3), 0.7)), 0.0, 1e-16);
}

TEST(Qubit, OutcomeProbabilitiesOfTheFourStates) {
    const auto expect = [](double theta, Basis basis, double p0) {
        const auto p = outcome_probabilities(qubit_ket(theta, 0.0), basis);
        EXPECT_NEAR(p[0], p0, 4e-16) << theta;
        EXPECT_NEAR(p[1], 1.0 - p0, 4e-16) << theta;
    };
    expect(0.0, Basis::z, 1.0);
    expect(pi / 2, Basis::z, 0.0);
    expect(pi / 4, Basis::z, 0.5);
    expect(0.0, Basis::x, 0.5);
    expect(pi / 4, Basis::x, 1.0);
    expect(3 * pi / 4, Basis::x, 0.0);
}

TEST(Qubit, OutcomeProbabilitiesAddUpToOne) {
    Random random(61);
    for (int i = 0; i < test::samples(500); ++i) {
        const Qubit ket = qubit_ket(uniform(random, -6.0, 6.0), uniform(random, -6.0, 6.0));
        for (const Basis basis : {Basis::z, Basis::x}) {
            const auto p = outcome_probabilities(ket, basis);
            EXPECT_NEAR(p[0] + p[1], 1.0, 1e-15);
            EXPECT_GE(p[0], 0.0);
            EXPECT_GE(p[1], 0.0);
        }
    }
}

// The probability of the wrong outcome of a nearly perfect state is the square of a small amplitude. Taken as 1 - p it would
// be off by 1e-16, which is 1 % of it at a leakage of 1e-14.
TEST(Qubit, SmallProbabilitiesKeepTheirDigits) {
    for (const double angle : {1e-3, 1e-6, 1e-7}) {
        EXPECT_NEAR(outcome_probabilities(qubit_ket(angle, 0.0), Basis::z)[1] / (angle * angle), 1.0, angle);
        EXPECT_NEAR(outcome_probabilities(qubit_ket(pi / 4 + angle, 0.0), Basis::x)[1] / (angle * angle), 1.0, angle + 1e-8);
    }
    EXPECT_LT(outcome_probabilities(qubit_ket(pi / 4, 0.0), Basis::x)[1], 1e-31);
}

TEST(Qubit, RotationAddsToTheAngleOfPlanarKets) {
    Random random(62);
    for (int i = 0; i < test::samples(200); ++i) {
        const double theta = uniform(random, -3.0, 3.0);
        const double angle = uniform(random, -1.5, 1.5);
        const Qubit turned = rotated(qubit_ket(theta, 0.0), angle);
        const Qubit expected = qubit_ket(theta + angle, 0.0);
        EXPECT_NEAR(std::abs(turned[0] - expected[0]), 0.0, 1e-15);
        EXPECT_NEAR(std::abs(turned[1] - expected[1]), 0.0, 1e-15);
    }
}

TEST(Qubit, NoRotationIsExactlyNoRotation) {
    const Qubit ket = qubit_ket(0.123, 0.456);
    EXPECT_EQ(rotated(ket, 0.0), ket);
}

}  // namespace
}  // namespace keybound
