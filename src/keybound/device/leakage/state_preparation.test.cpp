#include "keybound/device/leakage/state_preparation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "support/samples.hpp"

namespace keybound {
namespace {

double leakage_of(double angle, std::optional<double> intensity = std::nullopt) {
    SideChannel entry;
    entry.angle_rad = angle;
    return state_preparation_leakage(entry, {intensity});
}

TEST(StatePreparation, ByHand) {
    EXPECT_EQ(leakage_of(0.0), 0.0);
    EXPECT_EQ(leakage_of(0.0, 0.5), 0.0);
    EXPECT_NEAR(leakage_of(0.001), 9.99999666666711e-7, 1e-20);
    EXPECT_NEAR(leakage_of(std::numbers::pi / 6), 0.25, 1e-15);
    EXPECT_EQ(leakage_of(std::numbers::pi / 2), 1.0);
    EXPECT_NEAR(leakage_of(0.01, 0.5), 1.0 - std::exp(-2.0 * std::pow(std::sin(0.005), 2)), 1e-16);
}

TEST(StatePreparation, ALargerAngleNeverLeaksLess) {
    test::Random random(20261205);
    for (int sample = 0; sample < 300; ++sample) {
        const double angle = test::log_uniform(random, 1e-9, 1.5), intensity = test::uniform(random, 0.0, 10.0);
        const double larger = angle * test::uniform(random, 1.0, 1.04);
        EXPECT_GE(leakage_of(larger), leakage_of(angle));
        EXPECT_GE(leakage_of(larger, intensity), leakage_of(angle, intensity));
        EXPECT_GE(leakage_of(angle), std::pow(std::sin(angle), 2));
    }
}

// Two mode vectors whose inner product has the real part cos(t): coherent pulses in them.
TEST(StatePreparation, CoherentPulsesStayWithin) {
    test::Random random(20261206);
    for (int sample = 0; sample < 500; ++sample) {
        const double angle = test::log_uniform(random, 1e-4, 1.5), intensity = test::uniform(random, 0.01, 10.0);
        const double a = test::uniform(random, 0.0, 7.0), b = test::uniform(random, 0.0, 7.0);
        // orthonormal real 4-vectors are pairs of complex amplitudes with real part 0
        const double u[] = {std::cos(a), std::sin(a) * std::cos(b), std::sin(a) * std::sin(b), 0.0};
        const double v[] = {-std::sin(a), std::cos(a) * std::cos(b), std::cos(a) * std::sin(b), 0.0};
        double distance = 0.0;
        for (int i = 0; i < 4; ++i) {
            const double moved = std::cos(angle) * u[i] + std::sin(angle) * v[i];
            distance += intensity * (moved - u[i]) * (moved - u[i]);
        }
        EXPECT_LE(-std::expm1(-distance), leakage_of(angle, intensity) * (1.0 + 1e-9));
        EXPECT_NEAR(-std::expm1(-distance) / leakage_of(angle, intensity), 1.0, 1e-9);
    }
}

}  // namespace
}  // namespace keybound
