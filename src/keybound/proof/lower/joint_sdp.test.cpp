#include "keybound/proof/lower/joint_sdp.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/proof/lower/loss_tolerant.hpp"
#include "keybound/proof/lower/loss_tolerant_coin.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_optimal.hpp"
#include "support/phase_error_candidates.hpp"

namespace keybound {
namespace {

using test::error_of;
using test::link_of;

double joint(const Link& link) { return error_of(prove_joint_sdp(link)); }
double optimal(const Link& link) { return error_of(prove_loss_tolerant_coin_optimal(link)); }

TEST(JointSdp, IsNeverAboveTheOptimalCoinNorThatAboveThePublishedOne) {
    test::Random random(631);
    int better = 0;
    for (int sample = 0; sample < test::samples(60); ++sample) {
        const Link link = test::random_link(random);
        const double whole = joint(link), null_space = optimal(link);
        EXPECT_LE(whole, null_space) << sample;
        EXPECT_LE(null_space, error_of(prove_loss_tolerant_coin(link))) << sample;
        if (whole < 0.9999 * null_space) ++better;
    }
    EXPECT_GE(better, test::samples(60) / 6);
}

// What the rest of the space is worth: values of an independent prototype, whose digits limit the comparison.
TEST(JointSdp, TheGainOverTheOptimalCoinIsThatOfThePrototype) {
    struct Point {
        double leakage, km, optimal, joint;
    };
    for (const Point& point : {Point{1e-6, 0, 0.0004116781, 0.0004054904}, Point{1e-3, 50, 0.06882616, 0.06880986}}) {
        const Link link = link_of({.modulation_error_rad = 0.063, .leakage = {point.leakage}, .fibre_km = point.km});
        const double gain = point.optimal - point.joint;
        EXPECT_NEAR(optimal(link) - joint(link), gain, 1e-3 * gain + 1e-10) << point.km;
    }
}

// At high loss nothing but the null space can be afforded.
TEST(JointSdp, TheGainVanishesWithTheYield) {
    double last = 1.0;
    for (const double km : {0.0, 50.0, 100.0, 150.0}) {
        const Link link = link_of({.modulation_error_rad = 0.063, .leakage = {1e-6}, .fibre_km = km});
        const double gain = 1.0 - joint(link) / optimal(link);
        EXPECT_LT(gain, last) << km;
        last = gain;
    }
    EXPECT_LT(last, 2e-5);
}

TEST(JointSdp, WithoutLeakageItIsLossTolerant) {
    for (const int settings : {4, 3}) {
        for (const double km : {0.0, 100.0}) {
            const Link link = link_of({.modulation_error_rad = 0.063, .leakage = {0.0}, .fibre_km = km}, settings);
            const double exact = error_of(prove_loss_tolerant(link));
            EXPECT_NEAR(joint(link), exact, 1e-6 * exact) << settings << " settings, " << km << " km";
            EXPECT_GE(joint(link), exact * (1.0 - 1e-9));
        }
    }
}

TEST(JointSdp, MoreLeakageNeverHelps) {
    test::Random random(632);
    for (int sample = 0; sample < test::samples(40); ++sample) {
        const Link link = test::random_link(random);
        Link leakier = link;
        for (int j = 0; j < link.source.settings(); ++j) leakier.source.leakage(j) *= 1.0 + test::uniform(random, 0, 1);
        EXPECT_GE(joint(leakier), joint(link) * (1.0 - 1e-6) - 1e-10) << sample;
    }
}

// Kets of any dimension: a third one outside of the plane of the key states leaves no null space, and still a bound.
TEST(JointSdp, NeedsNoRelationBetweenTheStates) {
    Link link = link_of({.leakage = {1e-6}, .fibre_km = 10}, 3);
    SmallMatrix wide = SmallMatrix::Zero(3, 3);
    wide.topRows(2) = link.source.kets;
    wide.col(2) *= std::sqrt(1.0 - 1e-6);
    wide(2, 2) = 1e-3;
    link.source.wide_kets = wide;
    link.source.kets.resize(2, 0);
    EXPECT_EQ(prove_by_dual(link, {}).verdict(), Verdict::not_applicable);
    const auto outcome = prove_by_dual(link, {.whole_space = true});
    ASSERT_TRUE(outcome.has_value()) << outcome.reason();
    // Every source within 1e-6 of these kets is within (1e-3 + 1e-3)^2 of the flat ones.
    EXPECT_LE(error_of(outcome), joint(link_of({.leakage = {1e-6, 1e-6, 4.0001e-6}, .fibre_km = 10}, 3)) * (1.0 + 1e-6));
    EXPECT_LT(error_of(outcome), 0.1);
}

}  // namespace
}  // namespace keybound
