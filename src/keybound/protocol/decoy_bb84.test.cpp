#include "keybound/protocol/decoy_bb84.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/device/detector.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using test::log_uniform;
using test::Random;
using test::uniform;

// Eqs. (69)-(71) of arXiv:2411.13948 as they are printed.
struct Printed {
    double gain, error_gain;
};
Printed printed(double mean, double dark, double angle) {
    const double c = std::cos(angle), s = std::sin(angle);
    const double h = 0.5 * (std::exp(-mean * c * c) - std::exp(-mean * s * s));
    return {
        1.0 - (1.0 - dark) * (1.0 - dark) * std::exp(-mean),
        0.5 * dark * dark + dark * (1.0 - dark) * (1.0 + h) + (1.0 - dark) * (1.0 - dark) * (0.5 + h - 0.5 * std::exp(-mean))};
}

Scenario scenario_of(Random& random) {
    Scenario scenario;
    scenario.protocol.name = "decoy-bb84";
    scenario.source.intensities = {uniform(random, 0.4, 2.0), uniform(random, 0.05, 0.3), 0.0};
    scenario.channel.fibre_km = uniform(random, 0.0, 100.0);
    scenario.channel.misalignment_rad = uniform(random, -0.3, 0.3);
    scenario.detector.efficiency = log_uniform(random, 0.1, 1.0);
    scenario.detector.dark_count_probability = log_uniform(random, 1e-9, 0.1);
    return scenario;
}

TEST(DecoyBb84, GainsAreThePrintedOnes) {
    Random random(31);
    for (int i = 0; i < test::samples(500); ++i) {
        const Scenario scenario = scenario_of(random);
        const Link link = decoy_bb84_link(scenario);
        ASSERT_TRUE(link.decoy);
        ASSERT_EQ(link.decoy->statistics.size(), 3U);
        const double dark = scenario.detector.dark_count_probability;
        const double efficiency = scenario.detector.efficiency * std::pow(10.0, -0.02 * scenario.channel.fibre_km);
        for (std::size_t k = 0; k < 3; ++k) {
            const Printed expected =
                printed(efficiency * scenario.source.intensities[k], dark, scenario.channel.misalignment_rad);
            const Statistics& seen = link.decoy->statistics[k];
            EXPECT_EQ(seen.settings, 4);
            for (int bit = 0; bit < 2; ++bit) {
                EXPECT_NEAR(seen.yield_z(bit), expected.gain, 1e-14);
                EXPECT_NEAR(seen.z[bit][1 - bit], expected.error_gain, 1e-14);
                EXPECT_NEAR(seen.yield_x(2 + bit), expected.gain, 1e-14);
                EXPECT_NEAR(seen.x[2 + bit][1 - bit], expected.error_gain, 1e-14);
            }
            for (int j = 0; j < 4; ++j) {
                for (const auto& row : {seen.x[j], seen.z[j]}) {
                    EXPECT_GE(row[0], 0.0);
                    EXPECT_GE(row[1], 0.0);
                    EXPECT_LE(row[0] + row[1], 1.0 + 1e-15);
                }
            }
            EXPECT_EQ(link.decoy->phases, 0);
        }
        EXPECT_EQ(link.statistics.key_yield(), link.decoy->statistics.front().key_yield());
    }
}

TEST(DecoyBb84, TheVacuumGivesDarkCounts) {
    Random random(32);
    Scenario scenario = scenario_of(random);
    scenario.detector.dark_count_probability = 1e-7;
    const Statistics& vacuum = decoy_bb84_link(scenario).decoy->statistics.back();
    for (int j = 0; j < 4; ++j) {
        EXPECT_NEAR(vacuum.yield_z(j), 2e-7 - 1e-14, 1e-21);
        EXPECT_DOUBLE_EQ(vacuum.x[j][0], vacuum.x[j][1]);
    }
}

TEST(DecoyBb84, KeepsWhatTheScenarioSays) {
    Random random(33);
    Scenario scenario = scenario_of(random);
    scenario.source.phase_randomisation = "discrete";
    scenario.source.phases = 7;
    scenario.source.encoding = "phase";
    scenario.source.leakage = {1e-9, 3e-9, 2e-9, 0.0};
    scenario.protocol.z_basis_probability = 0.9;
    const Link link = decoy_bb84_link(scenario);
    EXPECT_EQ(link.decoy->phases, 7);
    EXPECT_EQ(link.decoy->encoding, DecoyPulses::Encoding::phase);
    EXPECT_EQ(link.decoy->intensities, scenario.source.intensities);
    EXPECT_EQ(link.source.largest_leakage(), 3e-9);
    EXPECT_DOUBLE_EQ(link.sifting_probability, 0.81);
}

// Weak pulses are single photons or nothing; strong ones make both detectors click.
TEST(CoherentClicks, AtBothEnds) {
    const auto weak = coherent_click_probabilities({3e-12, 7e-12}, 0.0);
    EXPECT_NEAR(weak[0], 3e-12, 1e-22);
    EXPECT_NEAR(weak[1], 7e-12, 1e-22);
    const auto strong = coherent_click_probabilities({800.0, 900.0}, 1e-6);
    EXPECT_DOUBLE_EQ(strong[0], 0.5);
    EXPECT_DOUBLE_EQ(strong[1], 0.5);
    // Mutually exclusive by hand: click 0 alone, both (half).
    const double a = 1.0 - 0.9 * std::exp(-0.2), b = 1.0 - 0.9 * std::exp(-0.5);
    const auto middle = coherent_click_probabilities({0.2, 0.5}, 0.1);
    EXPECT_NEAR(middle[0], a * (1.0 - b) + 0.5 * a * b, 1e-15);
    EXPECT_NEAR(middle[1], b * (1.0 - a) + 0.5 * a * b, 1e-15);
}

}  // namespace
}  // namespace keybound
