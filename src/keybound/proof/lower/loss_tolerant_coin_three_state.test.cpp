#include "keybound/proof/lower/loss_tolerant_coin_three_state.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/proof/lower/loss_tolerant.hpp"
#include "keybound/proof/lower/loss_tolerant_coin.hpp"
#include "support/links.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using test::link_of;
using test::log_uniform;
using test::Random;
using test::uniform;

double bound(const Link& link) { return prove_loss_tolerant_coin_three_state(link).value().phase_error_rate.value; }

// Perfect states without noise: sqrt(2Y) rho - rho^2, to leading order 2.41 sqrt(eps/Y).
TEST(ThreeStateCoin, OfPerfectStatesHasAClosedForm) {
    for (const double leakage : {1e-12, 1e-8, 1e-6}) {
        const Link link = link_of({.leakage = {leakage}, .dark = 0.0}, 3);
        const double yield = link.statistics.key_yield();
        const double rho = std::sqrt(leakage) * (1.0 + std::sqrt(0.5));
        const double expected = (std::sqrt(2.0 * yield) * rho - rho * rho) / yield;
        EXPECT_NEAR(bound(link), expected, 1e-9 * expected + 1e-12) << leakage;
        EXPECT_GE(bound(link), expected * (1.0 - 1e-15)) << leakage;
    }
}

// The bound is a Lagrange dual; it must lie above every point of the disc, for which a grid is good enough from below.
TEST(ThreeStateCoin, IsAboveEveryPointOfTheDisc) {
    Random random(95);
    int meaningful = 0;
    for (int i = 0; i < test::samples(300); ++i) {
        const double delta = uniform(random, -0.5, 0.5);
        const double fibre = uniform(random, 0.0, 200.0);
        const double leakage = 0.01 * std::pow(10.0, -0.02 * fibre) * log_uniform(random, 1e-6, 1.0);
        const Link link = link_of({.modulation_error_rad = delta, .leakage = {leakage}, .fibre_km = fibre, .dark = 1e-9}, 3);
        const double value = bound(link);
        meaningful += value < 0.5;
        const double s_square = 0.5 * (1.0 + std::cos((std::acos(-1.0) + delta) / 2));
        const double rho = std::sqrt(leakage) * (1.0 + std::sqrt(s_square));
        const double r0 = std::sqrt(s_square * link.statistics.x[2][0]), r1 = std::sqrt(s_square * link.statistics.x[2][1]);
        const double y0 = 0.5 * (link.statistics.x[0][0] + link.statistics.x[1][0]);
        double largest = 0.0;
        for (int k = 0; k < 2000; ++k) {
            const double angle = k * std::acos(-1.0) / 1000;
            const double t0 = std::fmax(0.0, r0 + rho * std::sin(angle)), t1 = std::fmax(0.0, r1 + rho * std::cos(angle));
            largest = std::fmax(largest, (y0 + t1 * t1 - t0 * t0) / link.statistics.key_yield());
        }
        if (value < 0.5) {
            EXPECT_GE(value, largest * (1.0 - 1e-14));
            EXPECT_LE(value, largest * (1.0 + 1e-4) + 1e-12);  // the grid's resolution, and no gap (S-lemma)
        } else {
            EXPECT_GE(largest, 0.5 * (1.0 - 1e-4));
        }
    }
    EXPECT_GT(meaningful, test::samples(300) / 2);
}

TEST(ThreeStateCoin, WithoutLeakageIsLossTolerant) {
    for (const double delta : {0.0, 0.063, -0.4}) {
        const Link link = link_of({.modulation_error_rad = delta, .dark = 1e-6}, 3);
        const double exact = prove_loss_tolerant(link).value().phase_error_rate.value;
        EXPECT_NEAR(bound(link), exact, 1e-9 * exact + 1e-11);
    }
}

TEST(ThreeStateCoin, UnequalLeakagesAreBetweenTheirExtremes) {
    const double low = bound(link_of({.leakage = {1e-8}}, 3));
    const double high = bound(link_of({.leakage = {1e-6}}, 3));
    for (int j = 0; j < 3; ++j) {
        std::vector<double> leakage(3, 1e-8);
        leakage[static_cast<std::size_t>(j)] = 1e-6;
        const double mixed = bound(link_of({.leakage = leakage}, 3));
        EXPECT_GT(mixed, low);
        EXPECT_LT(mixed, high * (1.0 + 1e-12));
    }
    EXPECT_NEAR(bound(link_of({.leakage = {1e-6, 1e-6, 1e-6}}, 3)), high, 1e-14);
}

TEST(ThreeStateCoin, NeedsThreeStatesAndABalancedOne) {
    EXPECT_EQ(prove_loss_tolerant_coin_three_state(link_of({.leakage = {1e-6}})).verdict(), Verdict::not_applicable);
    const auto unbalanced =
        prove_loss_tolerant_coin_three_state(link_of({.leakage = {1e-6}, .states = {{0.0, 0.0}, {1.57, 0.0}, {0.7, 0.0}}}, 3));
    EXPECT_EQ(unbalanced.verdict(), Verdict::not_applicable);
    EXPECT_NE(unbalanced.reason().find("balanced"), std::string::npos);
    // Balanced with another phase: (|0> + i|1>)/sqrt 2 is the 0X of a turned receiver.
    const double quarter = std::acos(-1.0) / 4;
    EXPECT_EQ(prove_loss_tolerant_coin_three_state(
                  link_of({.leakage = {1e-6}, .states = {{0.0, 0.0}, {2 * quarter, 0.0}, {quarter, 2 * quarter}}}, 3))
                  .verdict(),
              Verdict::proved);
}

TEST(ThreeStateCoin, DegenerateStatesGiveNoKey) {
    for (const auto& states : std::vector<std::vector<std::array<double, 2>>>{{{0.3, 0.0}, {0.3, 0.0}, {0.3, 0.0}},
                                                                              {{0.0, 0.0}, {0.0, 0.0}, {0.8, 0.0}},
                                                                              {{0.0, 0.0}, {1.57, 0.0}, {0.0, 0.0}}}) {
        const Link link = link_of({.leakage = {1e-6}, .states = states}, 3);
        const auto outcome = prove_loss_tolerant_coin_three_state(link);
        if (outcome.has_value()) {
            EXPECT_GT(outcome.value().phase_error_rate.value + link.statistics.bit_error_rate(), 0.4);
        }
    }
}

TEST(ThreeStateCoin, IsUndecidedForNaNAndWithoutDetections) {
    for (int j = 0; j < 3; ++j) {
        for (int b = 0; b < 2; ++b) {
            Link link = link_of({.leakage = {1e-6}}, 3);
            link.statistics.x[j][b] = std::nan("");
            const auto outcome = prove_loss_tolerant_coin_three_state(link);
            const bool used = j == 2 || b == 0;
            EXPECT_EQ(outcome.verdict(), used ? Verdict::undecided : Verdict::proved) << j << b;
        }
    }
    Link dark = link_of({.leakage = {1e-6}}, 3);
    for (auto& p : dark.statistics.x) p = {0.0, 0.0};
    for (auto& p : dark.statistics.z) p = {0.0, 0.0};
    EXPECT_EQ(prove_loss_tolerant_coin_three_state(dark).verdict(), Verdict::undecided);
}

TEST(ThreeStateCoin, NegativePhaseErrorIsUndecided) {
    Link link = link_of({.leakage = {1e-12}}, 3);
    const double yield = link.statistics.key_yield();
    link.statistics.x[0] = link.statistics.x[1] = {0.25 * yield, 0.75 * yield};
    link.statistics.x[2] = {yield, 0.0};
    const auto outcome = prove_loss_tolerant_coin_three_state(link);
    EXPECT_EQ(outcome.verdict(), Verdict::undecided);
    EXPECT_NE(outcome.reason().find("incompatible"), std::string::npos);
}

TEST(ThreeStateCoin, IsBetterThanTheOperatorRelation) {
    for (const double leakage : {1e-10, 1e-8, 1e-6}) {
        const Link link = link_of({.modulation_error_rad = 0.063, .leakage = {leakage}}, 3);
        EXPECT_LE(bound(link), prove_loss_tolerant_coin(link).value().phase_error_rate.value) << leakage;
    }
}

}  // namespace
}  // namespace keybound
