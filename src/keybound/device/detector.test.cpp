#include "keybound/device/detector.hpp"

#include <gtest/gtest.h>

#include "support/samples.hpp"

namespace keybound {
namespace {

using test::log_uniform;
using test::Random;
using test::uniform;

// Basis-independent detection is a premise of every proof: the detection probability must not depend on what arrives.
TEST(ClickProbabilities, TheirSumDoesNotDependOnThePhoton) {
    Random random(1);
    for (int i = 0; i < test::samples(1000); ++i) {
        const double efficiency = log_uniform(random, 1e-12, 1.0);
        const double dark = log_uniform(random, 1e-14, 0.5);
        const double t = uniform(random, 0.0, 1.0);
        const auto p = click_probabilities({t, 1.0 - t}, efficiency, dark);
        const double expected = 1.0 - (1.0 - efficiency) * (1.0 - dark) * (1.0 - dark);
        // The reference loses digits by subtracting from 1; the sum itself is accurate.
        EXPECT_NEAR(p[0] + p[1], expected, 1e-15 + 1e-14 * expected);
        EXPECT_GE(p[0], 0.0);
        EXPECT_GE(p[1], 0.0);
    }
}

TEST(ClickProbabilities, OfAPerfectReceiver) {
    const auto p = click_probabilities({0.3, 0.7}, 1.0, 0.0);
    EXPECT_DOUBLE_EQ(p[0], 0.3);
    EXPECT_DOUBLE_EQ(p[1], 0.7);
}

TEST(ClickProbabilities, OfDarkCountsAlone) {
    const double d = 1e-3;
    const auto p = click_probabilities({1.0, 0.0}, 0.0, d);
    EXPECT_DOUBLE_EQ(p[0], d * (1.0 - d) + 0.5 * d * d);
    EXPECT_DOUBLE_EQ(p[1], p[0]);
}

// A photon in the wrong detector and a dark count in the right one: the random bit is worth one half.
TEST(ClickProbabilities, DoubleClicksBecomeARandomBit) {
    const double d = 0.25;
    const auto p = click_probabilities({1.0, 0.0}, 1.0, d);
    EXPECT_DOUBLE_EQ(p[0], 1.0 - 0.5 * d);
    EXPECT_DOUBLE_EQ(p[1], 0.5 * d);
}

TEST(ClickProbabilities, ExchangeWithTheDetectors) {
    const auto p = click_probabilities({0.2, 0.8}, 0.1, 1e-6);
    const auto q = click_probabilities({0.8, 0.2}, 0.1, 1e-6);
    EXPECT_EQ(p[0], q[1]);
    EXPECT_EQ(p[1], q[0]);
}

}  // namespace
}  // namespace keybound
