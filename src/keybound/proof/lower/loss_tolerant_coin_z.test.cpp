#include "keybound/proof/lower/loss_tolerant_coin_z.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/proof/lower/loss_tolerant.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_optimal.hpp"
#include "support/phase_error_candidates.hpp"

namespace keybound {
namespace {

using test::error_of;
using test::link_of;

double assisted(const Link& link) { return error_of(prove_loss_tolerant_coin_z(link)); }
double optimal(const Link& link) { return error_of(prove_loss_tolerant_coin_optimal(link)); }

TEST(LossTolerantCoinZ, IsNeverAboveTheOptimalCoin) {
    test::Random random(621);
    int better = 0;
    for (int sample = 0; sample < test::samples(60); ++sample) {
        const Link link = test::random_link(random);
        EXPECT_LE(assisted(link), optimal(link)) << sample;
        if (assisted(link) < 0.99 * optimal(link)) ++better;
    }
    EXPECT_GE(better, test::samples(60) / 4);
}

// Three states have no test of the minus state; the bit errors are one.
TEST(LossTolerantCoinZ, IsWorthMostForThreeStates) {
    for (const double km : {50.0, 100.0, 150.0}) {
        const Link three = link_of({.modulation_error_rad = 0.063, .leakage = {1e-6}, .fibre_km = km}, 3);
        const Link four = link_of({.modulation_error_rad = 0.063, .leakage = {1e-6}, .fibre_km = km});
        EXPECT_LT(assisted(three), 0.2 * optimal(three)) << km;
        EXPECT_GT(assisted(four), 0.9 * optimal(four)) << km;
        EXPECT_LT(assisted(four), optimal(four)) << km;
    }
}

TEST(LossTolerantCoinZ, GainsNothingForFourStatesWithoutFlaws) {
    for (const double km : {0.0, 50.0, 100.0}) {
        const Link link = link_of({.leakage = {1e-6}, .fibre_km = km});
        EXPECT_NEAR(assisted(link), optimal(link), 1e-5 * optimal(link)) << km;
    }
}

TEST(LossTolerantCoinZ, WithoutLeakageItIsLossTolerant) {
    for (const int settings : {4, 3}) {
        for (const double km : {0.0, 100.0}) {
            const Link link = link_of({.modulation_error_rad = 0.063, .leakage = {0.0}, .fibre_km = km}, settings);
            const double exact = error_of(prove_loss_tolerant(link));
            EXPECT_NEAR(assisted(link), exact, 1e-5 * exact) << settings << " settings, " << km << " km";
            EXPECT_GE(assisted(link), exact * (1.0 - 1e-6));
        }
    }
}

TEST(LossTolerantCoinZ, MoreLeakageAndMoreBitErrorsNeverHelp) {
    test::Random random(622);
    for (int sample = 0; sample < test::samples(40); ++sample) {
        const Link link = test::random_link(random);
        const double before = assisted(link);
        Link worse = link;
        for (int j = 0; j < link.source.settings(); ++j) worse.source.leakage(j) *= 1.0 + test::uniform(random, 0, 1);
        EXPECT_GE(assisted(worse), before * (1.0 - 4e-6) - 1e-9) << sample;
        worse = link;
        for (std::size_t j = 0; j < 2; ++j) {
            auto& z = worse.statistics.z[j];
            const double flipped = 0.2 * test::uniform(random, 0, 1) * z[1 - j];
            z[1 - j] += flipped;
            z[j] -= flipped;
        }
        EXPECT_GE(assisted(worse), before * (1.0 - 4e-6) - 1e-9) << sample;
    }
}

// The gauge lambda^X_bj + c_j, lambda^Z_bj - c_j would turn any difference of the yields into any bound.
TEST(LossTolerantCoinZ, AMismatchOfTheYieldsIsUndecided) {
    for (const int settings : {4, 3}) {
        for (const double mismatch : {1e-6, 1e-3, -1e-6, -1e-3}) {
            for (int setting = -1; setting < settings; ++setting) {
                Link link = link_of({.modulation_error_rad = 0.063, .leakage = {1e-6}, .fibre_km = 100}, settings);
                for (int j = 0; j < settings; ++j) {
                    if (setting >= 0 && j != setting) continue;
                    for (double& probability : link.statistics.z[static_cast<std::size_t>(j)]) probability *= 1.0 + mismatch;
                }
                const auto outcome = prove_loss_tolerant_coin_z(link);
                EXPECT_EQ(outcome.verdict(), Verdict::undecided) << mismatch << " at " << setting;
                EXPECT_NE(outcome.reason().find("incompatible with the source model"), std::string::npos) << outcome.reason();
            }
        }
    }
}

// Fewer bit errors than a source with this leakage can cause: the programme is unbounded below, and a cap on the multipliers
// that is reached too early would hide it behind a small positive number.
TEST(LossTolerantCoinZ, TooFewBitErrorsAreUndecided) {
    for (const int settings : {4, 3}) {
        for (const double kept : {0.9, 0.7, 0.5, 0.0}) {
            Link link = link_of({.modulation_error_rad = 0.063, .leakage = {1e-7}, .fibre_km = 100}, settings);
            for (std::size_t j = 0; j < 2; ++j) {
                auto& z = link.statistics.z[j];
                const double removed = (1.0 - kept) * z[1 - j];
                z[1 - j] -= removed;
                z[j] += removed;
            }
            const auto outcome = prove_loss_tolerant_coin_z(link);
            EXPECT_EQ(outcome.verdict(), Verdict::undecided) << settings << " settings, " << kept << ": " << error_of(outcome);
        }
    }
}

}  // namespace
}  // namespace keybound
