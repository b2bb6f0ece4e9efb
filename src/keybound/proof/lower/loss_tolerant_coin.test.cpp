#include "keybound/proof/lower/loss_tolerant_coin.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/proof/lower/loss_tolerant.hpp"
#include "keybound/proof/lower/quantum_coin.hpp"
#include "keybound/proof/lower/reference_technique.hpp"
#include "keybound/rate/key_rate.hpp"
#include "support/links.hpp"

namespace keybound {
namespace {

using test::link_of;

double bound(const Outcome<PhaseErrorBound>& outcome) { return outcome.value().phase_error_rate.value; }

// Both proofs that share target and reference; what holds for one by this file holds for the other.
const std::vector<LowerProof> both = {prove_loss_tolerant_coin, prove_reference_technique};

TEST(LossTolerantCoin, WithoutFlawsIsTheOriginalCoin) {
    for (const double leakage : {1e-14, 1e-8, 1e-5}) {
        const Link link = link_of({.leakage = {leakage}});
        const double original = bound(prove_quantum_coin(link));
        EXPECT_NEAR(bound(prove_loss_tolerant_coin(link)), original, 1e-10 * original) << leakage;
    }
}

TEST(LossTolerantCoin, WithoutLeakageIsLossTolerant) {
    for (const int settings : {4, 3}) {
        for (const double delta : {0.0, 0.063, -0.4}) {
            const Link link = link_of({.modulation_error_rad = delta}, settings);
            const double exact = bound(prove_loss_tolerant(link));
            for (const LowerProof prove : both) EXPECT_NEAR(bound(prove(link)), exact, 1e-9 * exact + 1e-11) << delta;
        }
    }
}

// Flaws cost almost nothing: at 100 km an encoder error of 0.063 takes the original coin from 6e-4 to 0.14.
TEST(LossTolerantCoin, SeparatesFlawsFromLeaks) {
    const Link link = link_of({.modulation_error_rad = 0.063, .leakage = {1e-6}});
    EXPECT_LT(bound(prove_loss_tolerant_coin(link)), 0.006);
    EXPECT_GT(bound(prove_quantum_coin(link)), 0.1);
    EXPECT_NEAR(*prove_loss_tolerant_coin(link).value().coin_imbalance / 1e-6, 0.984513, 1e-5);
}

TEST(LossTolerantCoin, NeedsDifferentStates) {
    for (const LowerProof prove : both) {
        const auto outcome = prove(link_of({.leakage = {1e-6}, .states = {{0.3, 0.0}, {0.3, 0.0}, {0.8, 0.0}, {2.3, 0.0}}}));
        EXPECT_EQ(outcome.verdict(), Verdict::not_applicable);
        EXPECT_NE(outcome.reason(), "");
    }
}

TEST(LossTolerantCoin, IsUndecidedForNaNAndWithoutDetections) {
    for (const LowerProof prove : both) {
        for (int j = 0; j < 4; ++j) {
            for (int b = 0; b < 2; ++b) {
                Link link = link_of({.modulation_error_rad = 0.063, .leakage = {1e-6}});
                link.statistics.x[j][b] = std::nan("");
                const auto outcome = prove(link);
                // 0Z and 1Z may enter by their sum alone; then NaN is in that sum.
                EXPECT_EQ(outcome.verdict(), Verdict::undecided) << j << b;
            }
        }
        Link dark = link_of({.leakage = {1e-6}});
        for (auto& p : dark.statistics.x) p = {0.0, 0.0};
        for (auto& p : dark.statistics.z) p = {0.0, 0.0};
        EXPECT_EQ(prove(dark).verdict(), Verdict::undecided);
    }
}

TEST(LossTolerantCoin, IsUndecidedForIncompatibleStatistics) {
    Link link = link_of({.modulation_error_rad = 0.063, .leakage = {1e-9}});
    for (int j : {2, 3}) {
        for (double& p : link.statistics.x[j]) p *= 4.0;
    }
    const auto outcome = prove_loss_tolerant_coin(link);
    EXPECT_EQ(outcome.verdict(), Verdict::undecided);
    EXPECT_NE(outcome.reason().find("incompatible"), std::string::npos);
}

// All errors where the relation subtracts them: what is left must not be taken for a perfect key.
TEST(LossTolerantCoin, NegativePhaseErrorNeverBecomesAKey) {
    Link link = link_of({.modulation_error_rad = 0.3, .leakage = {1e-12}});
    const double yield = link.statistics.key_yield();
    link.statistics.x[0] = {yield, 0.0};
    link.statistics.x[1] = {0.0, yield};
    link.statistics.x[2] = {yield, 0.0};
    link.statistics.x[3] = {0.0, yield};
    for (const LowerProof prove : both) {
        const auto outcome = prove(link);
        if (outcome.has_value()) {
            EXPECT_EQ(asymptotic_key_rate(link, outcome.value().phase_error_rate).value, 0.0);
        }
    }
}

TEST(LossTolerantCoin, GivesUpAtLargeLeakage) {
    for (const LowerProof prove : both) {
        EXPECT_EQ(bound(prove(link_of({.leakage = {1.0}}))), 0.5);
        EXPECT_EQ(bound(prove(link_of({.leakage = {1e-2}}))), 0.5);
        EXPECT_EQ(bound(prove(link_of({.leakage = {1.0}, .fibre_km = 0.0, .dark = 0.0}))), 0.5);
    }
}

// Two relations compete between planar and generic kets; both are proved, so the answer must never be worse than the better.
TEST(LossTolerantCoin, HasNoGapBetweenThePlanes) {
    for (double tilt = 1e-16; tilt < 0.3; tilt *= 10.0) {
        const auto outcome = prove_loss_tolerant_coin(
            link_of({.leakage = {1e-8}, .fibre_km = 20.0, .states = {{0.02, 0.0}, {1.60, 0.0}, {0.80, tilt}, {2.33, -tilt}}}));
        ASSERT_EQ(outcome.verdict(), Verdict::proved) << tilt;
        if (tilt < 1e-6 || tilt > 0.05) {
            EXPECT_LT(outcome.value().phase_error_rate.value, 0.02) << tilt;
        }
    }
}

TEST(ReferenceTechnique, WaitsForTheLight) {
    const auto at = [](double fibre_km) {
        return prove_reference_technique(link_of({.leakage = {1e-6}, .fibre_km = fibre_km})).value().repetition_rate_ceiling_hz;
    };
    EXPECT_EQ(at(1.0), 2e5);
    EXPECT_EQ(at(10.0), 2e4);
    EXPECT_EQ(at(100.0), 2e3);
    EXPECT_EQ(at(0.0), std::nullopt);
}

}  // namespace
}  // namespace keybound
