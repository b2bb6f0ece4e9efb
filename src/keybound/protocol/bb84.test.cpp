#include "keybound/protocol/bb84.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/protocol/catalog.hpp"

namespace keybound {
namespace {

const char* const name = "bb84";

Scenario scenario_of(double delta) {
    Scenario scenario;
    scenario.protocol.name = name;
    scenario.source.modulation_error_rad = delta;
    scenario.channel.fibre_km = 100.0;
    return scenario;
}

TEST(Bb84Link, SendsItsSettingsInTheirOrder) {
    const Link link = bb84_link(scenario_of(0.0));
    ASSERT_EQ(link.source.settings(), 4);
    EXPECT_EQ(link.statistics.settings, 4);
    EXPECT_EQ(link.protocol, name);
    const double r = std::sqrt(0.5);
    const double expected[][2] = {{1.0, 0.0}, {0.0, 1.0}, {r, r}, {-r, r}};
    for (int j = 0; j < 4; ++j) {
        for (int row = 0; row < 2; ++row) {
            EXPECT_NEAR(std::abs(link.source.kets(row, j) - expected[j][row]), 0.0, 1e-15) << j;
        }
    }
}

TEST(Bb84Link, IsTheCataloguedOne) {
    const Protocol& protocol = protocol_named(name);
    EXPECT_EQ(protocol.settings.size(), 4U);
    const Link catalogued = protocol.link(scenario_of(0.063));
    const Link direct = bb84_link(scenario_of(0.063));
    EXPECT_EQ(catalogued.statistics.x, direct.statistics.x);
    EXPECT_EQ(catalogued.statistics.z, direct.statistics.z);
}

// eta = 0.73 / 100 and p = 1e-8 by default: the yield is eta + (1 - eta) p (2 - p), and 1Z errs by sin^2(delta/2).
TEST(Bb84Link, StatisticsOfTheDefaultReceiver) {
    const Statistics seen = bb84_link(scenario_of(0.063)).statistics;
    const double eta = 0.0073;
    const double p = 1e-8;
    const double yield = eta + (1.0 - eta) * p * (2.0 - p);
    for (int j = 0; j < 4; ++j) {
        EXPECT_NEAR(seen.yield_x(j) / yield, 1.0, 1e-13);
        EXPECT_NEAR(seen.yield_z(j) / yield, 1.0, 1e-13);
    }
    const double dark = (1.0 - eta) * p * (1.0 - p) + 0.5 * (eta * p + (1.0 - eta) * p * p);
    const double errors = 0.5 * eta * (1.0 - p) * std::pow(std::sin(0.0315), 2) + dark;
    EXPECT_NEAR(seen.bit_error_rate() / (errors / yield), 1.0, 1e-12);
    for (int j = 4; j < max_settings; ++j) EXPECT_EQ(seen.yield_x(j), 0.0);
}

}  // namespace
}  // namespace keybound
