// No leaking laser and no eavesdropper has less key than the decoy-state bounds say: fewer single photons, or more phase
// errors.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "attack/fock_space.hpp"
#include "attack/laser_models.hpp"
#include "keybound/proof/lower/decoy_ideal.hpp"
#include "keybound/proof/lower/leaky_decoy.hpp"

namespace keybound::test {
namespace {

TEST(FockSpace, IsWhatItSays) {
    const FockSpace space(6, 3);
    EXPECT_EQ(space.dimension(), 84);
    const Mode a = mode_of(DecoyPulses::Encoding::polarisation, 0), d = mode_of(DecoyPulses::Encoding::polarisation, 2);
    const Mode e = mode_of(DecoyPulses::Encoding::polarisation, 3);
    for (int n = 0; n <= 6; ++n) {
        EXPECT_NEAR(space.fock(d, n).norm(), 1.0, 1e-14);
        EXPECT_NEAR(std::abs(space.fock(a, n).dot(space.fock(d, n))), std::pow(0.5, 0.5 * n), 1e-14);
        if (n > 0) {
            EXPECT_NEAR(std::abs(space.fock(e, n).dot(space.fock(d, n))), 0.0, 1e-14);
        }
    }
    EXPECT_EQ(space.photons(0), 0);
    EXPECT_EQ(space.photons(28 + 2), 1);
    EXPECT_EQ(space.photons(3), 2);
    EXPECT_EQ(space.photons(27), 6);
    EXPECT_EQ(space.level(28), 1);
    const Operator sign = space.sign_between(d, e);
    EXPECT_NEAR((sign - sign.adjoint()).norm(), 0.0, 1e-13);
    EXPECT_NEAR((sign * space.in_side(space.fock(d, 3), 1) - space.in_side(space.fock(d, 3), 1)).norm(), 0.0, 1e-13);
    EXPECT_NEAR(space.fock(d, 2, e, 1).norm(), 1.0, 1e-14);
}

TEST(LaserAttacks, NeverBeatTheBounds) {
    Random random(20250701);
    int meaningful = 0, keys = 0;
    double closest_yield = 0.0, closest_error = 0.0;
    const int count = samples(400);
    for (int i = 0; i < count; ++i) {
        const LaserAttack attack = random_laser_attack(random);
        const Link link = link_of(attack);
        const auto outcome = prove_leaky_decoy(link);
        if (!outcome.has_value()) {
            EXPECT_LT(link.statistics.key_yield(), 1e-90) << outcome.reason() << ' ' << attack.recipe;
            continue;
        }
        const PhaseErrorBound& found = outcome.value();
        const SinglePhotons& single = *found.single_photons;
        const LaserTruth truth = eigen_truth_of(attack);
        const double proved = single.probability.value * single.yield.value;
        ASSERT_LE(proved, truth.key_events * (1.0 + 1e-9) + 1e-15) << i << ' ' << attack.recipe;
        for (const double yield : truth.yield)
            ASSERT_LE(single.yield.value, yield * (1.0 + 1e-9) + 1e-15) << i << ' ' << attack.recipe;
        if (single.error_rate.value < 0.5) {
            ASSERT_LE(truth.error_rate, single.error_rate.value + 1e-9) << i << ' ' << attack.recipe;
        }
        if (proved > 0.01 * truth.key_events) {
            ++meaningful;
            closest_yield = std::max(closest_yield, proved / truth.key_events);
        }
        if (found.phase_error_rate.value >= 0.5) continue;
        ASSERT_LE(truth.phase_error, found.phase_error_rate.value + 1e-9) << i << ' ' << attack.recipe;
        ++keys;
        closest_error = std::max(closest_error, truth.phase_error / found.phase_error_rate.value);
    }
    std::printf("[ closest  ] yield %.6f of the truth, phase errors %.6f of the bound (%d with a yield, %d below 1/2, of %d)\n",
                closest_yield, closest_error, meaningful, keys, count);
    EXPECT_GT(meaningful, count / 3);
    EXPECT_GT(keys, count / 5);
    EXPECT_GT(closest_yield, 0.9);
    EXPECT_GT(closest_error, 0.5);
}

}  // namespace
}  // namespace keybound::test
