#include "keybound/device/leakage/trojan_horse.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "keybound/core/error.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

SideChannel light_of(double isolation_db, const std::string& light) {
    SideChannel entry;
    entry.kind = "trojan-horse";
    entry.power_dbm = 1.0;
    entry.pulse_duration_s = 1e-9;
    entry.wavelength_nm = 1550.0;
    entry.isolation_db = isolation_db;
    entry.light = light;
    entry.cap = "pulse";
    return entry;
}

// 1 dBm is 1.258925412e-3 W; in 1 ns 1.258925412e-12 J; a photon of 1550 nm has 1.281577972e-19 J: 9823244.77 photons.
TEST(TrojanHorse, OneMilliwattForANanosecondByHand) {
    EXPECT_NEAR(trojan_horse_output(light_of(0.0, "any")), 9823244.7729, 0.0001);
    EXPECT_NEAR(trojan_horse_output(light_of(140.0, "any")) / 9.8232447729e-8, 1.0, 1e-11);
    SideChannel bright = light_of(166.0, "any");
    bright.power_dbm = 41.0721;  // 12.8 W in 1/2.5 GHz: 4.0e10 photons, which need 166 dB for 1e-6
    bright.pulse_duration_s = 4e-10;
    EXPECT_NEAR(trojan_horse_output(bright) / 1e-6, 1.0, 0.01);
}

TEST(TrojanHorse, EnergyOrPowerSayTheSame) {
    SideChannel entry = light_of(120.0, "coherent");
    entry.pulse_duration_s = 3e-10;
    entry.power_dbm = -7.0;
    const double by_power = trojan_horse_leakage(entry, {});
    entry.power_dbm.reset();
    entry.pulse_energy_j = 3e-10 * 1e-3 * std::pow(10.0, -0.7);
    EXPECT_NEAR(trojan_horse_leakage(entry, {}) / by_power, 1.0, 1e-12);
    entry.pulse_duration_s.reset();
    EXPECT_NEAR(trojan_horse_leakage(entry, {}) / by_power, 1.0, 1e-12);
}

TEST(TrojanHorse, ByDecibelsLengthAndWavelength) {
    const double before = trojan_horse_output(light_of(100.0, "any"));
    EXPECT_NEAR(trojan_horse_output(light_of(130.0, "any")) / before, 1e-3, 1e-15);
    SideChannel longer = light_of(100.0, "any");
    longer.pulse_duration_s = 2e-9;
    longer.wavelength_nm = 775.0;  // half as many photons per joule
    EXPECT_NEAR(trojan_horse_output(longer) / before, 1.0, 1e-14);
}

TEST(TrojanHorse, NoLightLeaksNearlyNothing) {
    SideChannel dark = light_of(1000.0, "any");
    dark.power_dbm = -300.0;
    dark.pulse_duration_s = 1e-300;
    EXPECT_GT(trojan_horse_leakage(dark, {}), 0.0) << "rounded upward, never to a claim of none";
    EXPECT_LT(trojan_horse_leakage(dark, {}), 1e-300);
    EXPECT_EQ(trojan_horse_leakage(light_of(0.0, "any"), {}), 1.0);
    EXPECT_EQ(trojan_horse_leakage(light_of(0.0, "coherent"), {}), 1.0);
}

TEST(TrojanHorse, MoreLightNeverLeaksLessAndCoherentNeverMoreThanAny) {
    test::Random random(20261201);
    double smallest = 1.0, largest = 0.0;
    for (int sample = 0; sample < 300; ++sample) {
        SideChannel entry = light_of(test::uniform(random, 0.0, 250.0), "coherent");
        entry.power_dbm = test::uniform(random, -30.0, 40.0);
        const double coherent = trojan_horse_leakage(entry, {});
        SideChannel any = entry;
        any.light = "any";
        EXPECT_LE(coherent, trojan_horse_leakage(any, {}));
        EXPECT_GE(coherent, -std::expm1(-trojan_horse_output(entry)));
        SideChannel more = entry;
        *more.power_dbm += test::uniform(random, 0.0, 3.0);
        EXPECT_GE(trojan_horse_leakage(more, {}), coherent);
        more = entry;
        *more.isolation_db -= std::min(*more.isolation_db, test::uniform(random, 0.0, 3.0));
        EXPECT_GE(trojan_horse_leakage(more, {}), coherent);
        smallest = std::min(smallest, coherent);
        largest = std::max(largest, coherent);
    }
    EXPECT_LT(smallest, 1e-14);
    EXPECT_GT(largest, 0.99);
}

// Of n photons entangled with n that Eve keeps, none comes back with probability (1 - g)^n. The state of kept and returned
// photons then has the fidelity (sum_n |c_n|^2 (1 - g)^(n/2))^2 with that of a source that returns nothing, whatever share of g
// this setting returns.
TEST(TrojanHorse, EntangledPhotonsStayWithinAnyLight) {
    test::Random random(20261202);
    int near = 0;
    for (int sample = 0; sample < 2000; ++sample) {
        const int most = 1 + static_cast<int>(test::uniform(random, 0.0, 12.0));
        SideChannel entry = light_of(test::uniform(random, 1.0, 60.0), "any");
        entry.power_dbm.reset();
        entry.pulse_energy_j = most * 6.62607015e-34 * 299792458.0 / 1550e-9;
        const double returned = std::pow(10.0, -*entry.isolation_db / 10.0) * test::uniform(random, 0.5, 1.0);
        std::vector<double> probability(static_cast<std::size_t>(most) + 1);
        for (double& p : probability) p = std::pow(test::uniform(random, 0.0, 1.0), 20.0);
        const double total = std::accumulate(probability.begin(), probability.end(), 0.0);
        double overlap = 0.0;
        for (int n = 0; n <= most; ++n) {
            overlap += probability[static_cast<std::size_t>(n)] / total * std::pow(1.0 - returned, 0.5 * n);
        }
        const double deficit = 1.0 - overlap * overlap;
        const double leakage = trojan_horse_leakage(entry, {});
        EXPECT_LE(deficit, leakage + 1e-13) << most << " photons";
        if (deficit > 0.8 * leakage && leakage < 1.0) ++near;
    }
    EXPECT_GT(near, 20) << "attacks that come near";
}

TEST(TrojanHorse, WhatIsNotProvedIsABug) {
    SideChannel total = light_of(140.0, "any");
    total.cap = "total";
    EXPECT_THROW(trojan_horse_leakage(total, {}), Bug);
    EXPECT_THROW(trojan_horse_leakage(light_of(140.0, "squeezed"), {}), Bug);
    EXPECT_THROW(trojan_horse_leakage(light_of(std::nan(""), "any"), {}), Bug);
}

}  // namespace
}  // namespace keybound
