#include "keybound/device/leakage/composition.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "keybound/core/error.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

double amplitudes(std::vector<double> leakages) { return leakage_of_amplitudes(leakages); }

TEST(Composition, ByHand) {
    EXPECT_NEAR(leakage_of_product(0.1, 0.2), 0.28, 1e-15);
    EXPECT_GE(leakage_of_product(1e-17, 1.0 / 3.0), 1.0 / 3.0 + 1e-17 * 2.0 / 3.0);
    EXPECT_NEAR(amplitudes({0.25, 0.25}), 0.75, 1e-14);  // 30 and 30 degrees
    EXPECT_NEAR(amplitudes({1e-8, 4e-8}), 9e-8, 1e-14);  // amplitudes 1, 2 and 3
}

TEST(Composition, WhatDoesNotLeakChangesNothing) {
    for (const double leakage : {0.0, 1e-300, 1e-17, 0.3, 1.0}) {
        EXPECT_EQ(leakage_of_product(leakage, 0.0), leakage);
        EXPECT_EQ(leakage_of_product(0.0, leakage), leakage);
        EXPECT_EQ(amplitudes({0.0, leakage, 0.0}), leakage);
        EXPECT_EQ(amplitudes({leakage}), leakage);
    }
    EXPECT_EQ(amplitudes({}), 0.0);
}

TEST(Composition, NothingIsWorseThanOne) {
    EXPECT_EQ(leakage_of_product(1.0, 0.3), 1.0);
    EXPECT_EQ(amplitudes({1.0, 1e-9}), 1.0);
    EXPECT_EQ(amplitudes({0.5, 0.5}), 1.0);
    EXPECT_EQ(amplitudes({0.9, 0.9, 0.9}), 1.0);
}

TEST(Composition, ProductIsWithinSumIsWithinAmplitudes) {
    test::Random random(20261207);
    for (int sample = 0; sample < 500; ++sample) {
        const double a = test::log_uniform(random, 1e-16, 1.0), b = test::log_uniform(random, 1e-16, 1.0);
        const double product = leakage_of_product(a, b);
        EXPECT_GE(product, std::max(a, b));
        EXPECT_LE(product, (a + b) * (1.0 + 1e-14));
        EXPECT_GE(amplitudes({a, b}), product);
        EXPECT_GE(amplitudes({a, b * 1.1 > 1.0 ? 1.0 : b * 1.1}), amplitudes({a, b}));
        EXPECT_LE(amplitudes({a, b}), std::pow(std::sqrt(a) + std::sqrt(b), 2) * (1.0 + 1e-13));
    }
}

// Unit vectors: from the reference to one state by one angle, on to the next by the other, in any direction.
TEST(Composition, StepsInAnyDirectionStayWithinAmplitudes) {
    test::Random random(20261208);
    double nearest = 0.0;
    for (int sample = 0; sample < 2000; ++sample) {
        const double a = test::uniform(random, 0.0, 0.7), b = test::uniform(random, 0.0, 0.7);
        const double turn = test::uniform(random, 0.0, 6.3), sine = std::sin(b);
        const double first[] = {std::cos(a), std::sin(a), 0.0};
        // orthonormal directions at the first state: along the step, and across it
        const double overlap = first[0] * std::cos(b) - std::sin(a) * sine * std::cos(turn);
        const double total = amplitudes({std::pow(std::sin(a), 2), std::pow(sine, 2)});
        EXPECT_LE(1.0 - overlap * overlap, total + 1e-15);
        nearest = std::max(nearest, (1.0 - overlap * overlap) / total);
    }
    EXPECT_GT(nearest, 0.99);
}

TEST(Composition, GarbageIsABug) {
    for (const double bad : {-1e-9, 1.0 + 1e-9, std::nan("")}) {
        EXPECT_THROW(leakage_of_product(bad, 0.1), Bug);
        EXPECT_THROW(leakage_of_product(0.1, bad), Bug);
        EXPECT_THROW(amplitudes({0.1, bad}), Bug);
    }
}

}  // namespace
}  // namespace keybound
