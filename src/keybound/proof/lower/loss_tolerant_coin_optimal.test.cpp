#include "keybound/proof/lower/loss_tolerant_coin_optimal.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/proof/lower/loss_tolerant.hpp"
#include "keybound/proof/lower/loss_tolerant_coin.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_three_state.hpp"
#include "support/phase_error_candidates.hpp"

namespace keybound {
namespace {

using test::error_of;
using test::link_of;

double optimal(const Link& link) { return error_of(prove_loss_tolerant_coin_optimal(link)); }

// Zero flaws: the coin, the optimal coin and (sqrt(e_X) + 2 sqrt(eps/Y))^2 are the same to leading order.
TEST(LossTolerantCoinOptimal, WithoutFlawsItIsTheCoin) {
    const Link link = link_of({.leakage = {1e-7}, .fibre_km = 60});
    const double coin = error_of(prove_loss_tolerant_coin(link));
    EXPECT_NEAR(optimal(link), coin, 1e-6 * coin);
}

// Three states with a balanced 0X: the closed form is the optimal coin.
TEST(LossTolerantCoinOptimal, ForThreeBalancedStatesItIsTheClosedForm) {
    for (const double km : {0.0, 50.0, 100.0, 150.0}) {
        const Link link = link_of({.modulation_error_rad = 0.063, .leakage = {1e-6}, .fibre_km = km}, 3);
        const double closed_form = error_of(prove_loss_tolerant_coin_three_state(link));
        EXPECT_NEAR(optimal(link), closed_form, 1e-5 * closed_form) << km;
    }
}

TEST(LossTolerantCoinOptimal, IsNeverAboveThePublishedCoin) {
    test::Random random(577);
    int better = 0;
    for (int sample = 0; sample < test::samples(60); ++sample) {
        const Link link = link_of({.modulation_error_rad = test::uniform(random, -0.3, 0.3),
                                   .leakage = {test::log_uniform(random, 1e-14, 1e-2)},
                                   .fibre_km = test::uniform(random, 0, 200)},
                                  sample % 3 == 0 ? 3 : 4);
        const double published = error_of(prove_loss_tolerant_coin(link));
        EXPECT_LE(optimal(link), published) << sample;
        if (optimal(link) < 0.99 * published) ++better;
    }
    EXPECT_GE(better, test::samples(60) / 4);
}

// Leakages are used as they are: less of it in one setting is worth something, and none of it in one setting is no exception.
TEST(LossTolerantCoinOptimal, EachLeakageCounts) {
    const auto at = [](std::vector<double> leakage) {
        return optimal(link_of({.modulation_error_rad = 0.063, .leakage = std::move(leakage), .fibre_km = 100}));
    };
    const double equal = at({4e-6, 4e-6, 4e-6, 4e-6});
    const double unequal = at({1e-6, 2e-6, 5e-7, 4e-6});
    EXPECT_LT(unequal, 0.9 * equal);
    EXPECT_GT(unequal, at({5e-7, 5e-7, 5e-7, 5e-7}));
    for (std::size_t silent = 0; silent < 4; ++silent) {
        std::vector<double> leakage(4, 1e-6);
        leakage[silent] = 0.0;
        const double bound = at(leakage);
        EXPECT_LT(bound, at({1e-6}) * (1.0 + 1e-6)) << silent;
        EXPECT_GT(bound, at({0.0})) << silent;
        leakage[silent] = 1e-13;
        EXPECT_NEAR(at(leakage), bound, 1e-3 * bound) << silent;
    }
}

TEST(LossTolerantCoinOptimal, MoreLeakageNeverHelps) {
    test::Random random(578);
    for (int sample = 0; sample < test::samples(60); ++sample) {
        const Link link = test::random_link(random);
        Link leakier = link;
        for (int j = 0; j < link.source.settings(); ++j) leakier.source.leakage(j) *= 1.0 + test::uniform(random, 0, 1);
        EXPECT_GE(optimal(leakier), optimal(link) * (1.0 - 1e-6) - 1e-10) << sample;
    }
}

TEST(LossTolerantCoinOptimal, WithoutLeakageItIsLossTolerant) {
    for (const int settings : {4, 3}) {
        for (const double km : {0.0, 50.0, 100.0, 150.0}) {
            const Link link = link_of({.modulation_error_rad = 0.063, .leakage = {0.0}, .fibre_km = km}, settings);
            const double exact = error_of(prove_loss_tolerant(link));
            EXPECT_NEAR(optimal(link), exact, 1e-6 * exact) << settings << " settings, " << km << " km";
            EXPECT_GE(optimal(link), exact * (1.0 - 1e-9));
        }
    }
}

TEST(LossTolerantCoinOptimal, DegenerateStatesDoNotApply) {
    const auto outcome = prove_loss_tolerant_coin_optimal(link_of({.states = {{0.3, 0.0}, {0.3, 0.0}, {0.7, 0.0}}}, 3));
    EXPECT_EQ(outcome.verdict(), Verdict::not_applicable);
    EXPECT_FALSE(outcome.reason().empty());
}

// Statistics that no source of this kind can produce make the programme unbounded below; that must never look like a key.
TEST(LossTolerantCoinOptimal, IncompatibleStatisticsAreUndecided) {
    Link link = link_of({.modulation_error_rad = 0.063, .leakage = {1e-9}, .fibre_km = 100});
    for (std::size_t j = 0; j < 4; ++j) {
        const double total = link.statistics.yield_x(static_cast<int>(j)) * (1.0 + 0.01 * (j == 2 ? 1.0 : -0.3));
        link.statistics.x[j] = {0.995 * total, 0.005 * total};
        link.statistics.z[j] = {0.5 * total, 0.5 * total};
    }
    const auto outcome = prove_loss_tolerant_coin_optimal(link);
    EXPECT_EQ(outcome.verdict(), Verdict::undecided) << error_of(outcome);
    EXPECT_NE(outcome.reason().find("incompatible"), std::string::npos) << outcome.reason();
}

TEST(SmallerBound, TakesTheSmallerAndKeepsAWarning) {
    using Result = Outcome<PhaseErrorBound>;
    const auto proved = [](double e) { return Result::proved(PhaseErrorBound{UpperBound{e}}); };
    EXPECT_EQ(error_of(smaller_bound(proved(0.1), proved(0.2))), 0.1);
    EXPECT_EQ(error_of(smaller_bound(proved(0.2), proved(0.1))), 0.1);
    EXPECT_EQ(error_of(smaller_bound(proved(0.2), Result::not_applicable("none"))), 0.2);
    EXPECT_EQ(smaller_bound(Result::undecided("a warning"), proved(0.1)).reason(), "a warning");
    PhaseErrorBound coin{UpperBound{0.1}};
    coin.coin_imbalance = 0.3;
    EXPECT_FALSE(smaller_bound(proved(0.2), Result::proved(coin)).value().coin_imbalance.has_value());
}

}  // namespace
}  // namespace keybound
