#include "keybound/proof/lower/loss_tolerant.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "keybound/rate/key_rate.hpp"
#include "support/links.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using test::link_of;

double bound(const Link& link) { return prove_loss_tolerant(link).value().phase_error_rate.value; }

// Perfect states: the phase-error rate is the X error rate.
TEST(LossTolerant, OfPerfectStatesIsTheXErrorRate) {
    for (const int settings : {4, 3}) {
        const Link link = link_of({.dark = 1e-5}, settings);
        const auto& x = link.statistics.x;
        const double expected = settings == 4 ? (x[2][1] + x[3][0]) / (2.0 * link.statistics.key_yield())
                                              : 0.5 * (x[0][0] + x[1][0] - x[2][0] + x[2][1]) / link.statistics.key_yield();
        EXPECT_NEAR(bound(link), expected, 1e-13);
        EXPECT_GE(bound(link), expected * (1.0 - 1e-15));
    }
}

// Eqs. (8) and (9) of Curras-Lorenzo et al. for an encoder error.
TEST(LossTolerant, HasThePublishedCoefficients) {
    for (const double delta : {0.063, -0.1, 0.4}) {
        const Link link = link_of({.modulation_error_rad = delta});
        const double c = std::cos((std::numbers::pi + delta) / 2), d = std::cos(std::numbers::pi + delta);
        const double q = 0.5 * (1.0 - c);
        const double c1 = c / (d - c), c2 = c / (c - 1.0), c3 = (1.0 + c) / (c - d);
        const auto& x = link.statistics.x;
        const double errors = (1.0 - q) * x[2][1] + q * (-c1 * x[0][0] + c2 * x[1][0] + c3 * x[3][0]);
        EXPECT_NEAR(bound(link), errors / link.statistics.key_yield(), 1e-12) << delta;
        const auto items = prove_loss_tolerant(link).value().evidence.items();
        ASSERT_EQ(items[1].name, "coefficients_vir1");
        EXPECT_NEAR(items[1].real[0], -q * c1, 1e-15);
        EXPECT_NEAR(items[1].real[1], q * c2, 1e-15);
        EXPECT_NEAR(items[1].real[3], q * c3, 1e-15);
    }
}

// Four states in general position have one relation only, three of them another: both are exact, and an out-of-plane example.
TEST(LossTolerant, AcceptsOutOfPlaneKets) {
    const test::LinkSetup four{.states = {{0.02, 0.0}, {1.60, 0.05}, {0.80, 0.04}, {2.33, -0.03}}};
    const test::LinkSetup three{.states = {{0.02, 0.0}, {1.60, 0.05}, {0.80, 0.04}}};
    EXPECT_NEAR(bound(link_of(four)), 0.001230968, 1e-9);
    EXPECT_NEAR(bound(link_of(three, 3)), 0.001028134, 1e-9);
}

TEST(LossTolerant, NeedsALeakageOfExactlyZero) {
    for (const double leakage : {5e-324, 1e-300, 1e-9, 0.5}) {
        const auto outcome = prove_loss_tolerant(link_of({.leakage = {0.0, 0.0, leakage, 0.0}}));
        EXPECT_EQ(outcome.verdict(), Verdict::not_applicable);
        EXPECT_NE(outcome.reason().find("leakage"), std::string::npos) << outcome.reason();
    }
}

TEST(LossTolerant, NeedsDifferentStates) {
    const std::vector<std::vector<std::array<double, 2>>> degenerate = {
        {{0.3, 0.0}, {0.3, 0.0}, {0.8, 0.0}, {2.3, 0.0}},    // 0Z = 1Z
        {{0.0, 0.0}, {1.57, 0.0}, {0.0, 0.0}, {2.3, 0.0}},   // 0X = 0Z
        {{0.0, 0.0}, {1.57, 0.0}, {0.8, 0.0}, {1.57, 0.0}},  // 1X = 1Z
    };
    for (const auto& states : degenerate) {
        const auto outcome = prove_loss_tolerant(link_of({.states = states}));
        EXPECT_EQ(outcome.verdict(), Verdict::not_applicable);
        EXPECT_NE(outcome.reason(), "");
    }
}

TEST(LossTolerant, IsUndecidedWithoutDetections) {
    Link link = link_of({});
    for (auto& p : link.statistics.x) p = {0.0, 0.0};
    for (auto& p : link.statistics.z) p = {0.0, 0.0};
    EXPECT_EQ(prove_loss_tolerant(link).verdict(), Verdict::undecided);
}

// NaN must not survive as a number, in any of the statistics.
TEST(LossTolerant, IsUndecidedForNaN) {
    for (int j = 0; j < 4; ++j) {
        for (int b = 0; b < 2; ++b) {
            Link link = link_of({.modulation_error_rad = 0.063});
            link.statistics.x[j][b] = std::nan("");
            const auto outcome = prove_loss_tolerant(link);
            // Where the relation does not use the outcome, its value cannot matter.
            if (outcome.has_value()) {
                EXPECT_EQ(outcome.value().phase_error_rate.value, bound(link_of({.modulation_error_rad = 0.063})));
            }
        }
    }
    Link link = link_of({});
    link.statistics.z[0][0] = std::nan("");
    EXPECT_EQ(prove_loss_tolerant(link).verdict(), Verdict::undecided);
}

// Statistics that no qubit source can produce: the linear function becomes negative, and a full key would follow from h(0).
TEST(LossTolerant, NegativePhaseErrorNeverBecomesAKey) {
    Link link = link_of({.modulation_error_rad = 0.3});
    const double yield = link.statistics.key_yield();
    link.statistics.x[0] = {yield, 0.0};  // enters with a negative coefficient
    link.statistics.x[1] = {0.0, yield};
    link.statistics.x[2] = {yield, 0.0};
    link.statistics.x[3] = {0.0, yield};
    const auto outcome = prove_loss_tolerant(link);
    EXPECT_EQ(outcome.verdict(), Verdict::undecided);
    EXPECT_NE(outcome.reason().find("incompatible"), std::string::npos);
}

// A zero of rounding size is no zero: the margin must stay.
TEST(LossTolerant, NeverPrintsAPhaseErrorRateOfZero) {
    for (const double yield : {1.0, 1e-3, 1e-9}) {
        Link link = link_of({});
        link.statistics.x[0] = link.statistics.x[1] = {0.5 * yield, 0.5 * yield};
        link.statistics.x[2] = {yield, 0.0};
        link.statistics.x[3] = {0.0, yield};
        for (auto& z : link.statistics.z) z = {0.5 * yield, 0.5 * yield};
        EXPECT_GT(bound(link), 0.0);
        EXPECT_LT(bound(link), 1e-13);  // whatever the yield
    }
}

// Nearly coplanar kets: the generic relation has coefficients like 1/tilt, the coplanar one is off by the tilt. The answer must
// pass from one to the other without a gap in which it is wrong or missing.
TEST(LossTolerant, IsCarefulBetweenThePlanes) {
    const double planar = bound(link_of({.states = {{0.02, 0.0}, {1.60, 0.0}, {0.80, 0.0}, {2.33, 0.0}}}));
    for (double tilt = 1e-16; tilt < 1e-2; tilt *= 3.0) {
        const auto outcome = prove_loss_tolerant(link_of({.states = {{0.02, 0.0}, {1.60, 0.0}, {0.80, tilt}, {2.33, -tilt}}}));
        ASSERT_EQ(outcome.verdict(), Verdict::proved) << tilt;
        const double e = outcome.value().phase_error_rate.value;
        EXPECT_GE(e, planar * (1.0 - 1e-9) - 30.0 * tilt) << tilt;
        EXPECT_LE(e, planar + 30.0 * tilt + 1e-6) << tilt;
    }
}

TEST(LossTolerant, RandomErrorsOfOneHalfGiveNoKey) {
    const Link link = link_of({.fibre_km = 2000.0, .dark = 1e-4});
    EXPECT_EQ(asymptotic_key_rate(link, prove_loss_tolerant(link).value().phase_error_rate).value, 0.0);
}

}  // namespace
}  // namespace keybound
