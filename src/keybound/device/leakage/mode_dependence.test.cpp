#include "keybound/device/leakage/mode_dependence.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/samples.hpp"

namespace keybound {
namespace {

double leakage_of(double extinction_db, std::optional<double> intensity = std::nullopt) {
    SideChannel entry;
    entry.extinction_db = extinction_db;
    return mode_dependence_leakage(entry, {intensity});
}

TEST(ModeDependence, ByHand) {
    EXPECT_NEAR(leakage_of(30.0), 1e-3, 1e-17);
    EXPECT_GE(leakage_of(30.0), 1e-3);
    EXPECT_NEAR(leakage_of(10.0 * std::log10(2.0)), 0.5, 1e-15);
    EXPECT_NEAR(leakage_of(30.0, 0.5), 0.5e-3 / 0.999, 1e-17);
    EXPECT_NEAR(leakage_of(20.0, 3.0), 0.03 / 0.99, 1e-15);
    EXPECT_EQ(leakage_of(0.0), 1.0);
    EXPECT_EQ(leakage_of(0.0, 0.5), 1.0);
    EXPECT_EQ(leakage_of(1.0, 10.0), 1.0);
    EXPECT_LT(leakage_of(1000.0), 1e-99);
}

TEST(ModeDependence, LessExtinctionOrMoreLightNeverLeaksLess) {
    test::Random random(20261203);
    for (int sample = 0; sample < 300; ++sample) {
        const double extinction = test::uniform(random, 0.0, 120.0), less = extinction * test::uniform(random, 0.0, 1.0);
        const double intensity = test::uniform(random, 0.0, 10.0);
        EXPECT_GE(leakage_of(less), leakage_of(extinction));
        EXPECT_GE(leakage_of(less, intensity), leakage_of(extinction, intensity));
        EXPECT_GE(leakage_of(extinction, intensity * 1.1), leakage_of(extinction, intensity));
    }
}

// A coherent pulse of which a part s <= r of mu is missing in the intended mode, and light of the ratio r/(1 - r) to what is
// there lies in another one: the fidelity with the intended pulse is exp(-|difference of the amplitudes|^2).
TEST(ModeDependence, CoherentPulsesStayWithin) {
    test::Random random(20261204);
    int near = 0;
    for (int sample = 0; sample < 2000; ++sample) {
        const double extinction = test::uniform(random, 0.2, 60.0), r = std::pow(10.0, -extinction / 10.0);
        const double intensity = test::uniform(random, 0.0, 10.0);
        const double inside = intensity * (1.0 - r * test::uniform(random, 0.0, 1.0));
        const double outside = inside * r / (1.0 - r) * test::uniform(random, 0.9, 1.0);
        const double difference = std::pow(std::sqrt(intensity) - std::sqrt(inside), 2) + outside;
        const double deficit = -std::expm1(-difference);
        EXPECT_LE(deficit, leakage_of(extinction, intensity) * (1.0 + 1e-12));
        if (deficit > 0.9 * leakage_of(extinction, intensity)) ++near;
    }
    EXPECT_GT(near, 100);
}

// A photon of which at most the share r is elsewhere, in any superposition: the fidelity with the intended mode is 1 - r.
TEST(ModeDependence, APhotonStaysWithin) {
    for (const double r : {1e-9, 1e-4, 0.3}) {
        const double overlap = std::sqrt(1.0 - r);
        EXPECT_LE(1.0 - overlap * overlap, leakage_of(-10.0 * std::log10(r)) * (1.0 + 1e-6));
    }
}

}  // namespace
}  // namespace keybound
