// What every protocol with settings from 0Z 1Z 0X 1X must send and see.
#include <gtest/gtest.h>

#include <cmath>

#include "keybound/protocol/bb84.hpp"
#include "keybound/protocol/catalog.hpp"
#include "keybound/protocol/three_state.hpp"

namespace keybound {
namespace {

struct LinkCase {
    const char* name;
    Link (*link)(const Scenario&);
    int settings;
};

class CataloguedLink : public testing::TestWithParam<LinkCase> {
 protected:
    int settings() const { return GetParam().settings; }
    Scenario scenario_of(double delta) const {
        Scenario scenario;
        scenario.protocol.name = GetParam().name;
        scenario.source.modulation_error_rad = delta;
        scenario.channel.fibre_km = 100.0;
        return scenario;
    }
};

TEST_P(CataloguedLink, SendsItsSettingsInTheirOrder) {
    const Link link = GetParam().link(scenario_of(0.0));
    ASSERT_EQ(link.source.settings(), settings());
    EXPECT_EQ(link.statistics.settings, settings());
    EXPECT_EQ(link.protocol, GetParam().name);
    const double r = std::sqrt(0.5);
    const double expected[][2] = {{1.0, 0.0}, {0.0, 1.0}, {r, r}, {-r, r}};
    for (int j = 0; j < settings(); ++j) {
        for (int row = 0; row < 2; ++row) {
            EXPECT_NEAR(std::abs(link.source.kets(row, j) - expected[j][row]), 0.0, 1e-15) << j;
        }
    }
}

TEST_P(CataloguedLink, IsTheCataloguedOne) {
    const Protocol& protocol = protocol_named(GetParam().name);
    EXPECT_EQ(protocol.settings.size(), static_cast<std::size_t>(settings()));
    const Link catalogued = protocol.link(scenario_of(0.063));
    const Link direct = GetParam().link(scenario_of(0.063));
    EXPECT_EQ(catalogued.statistics.x, direct.statistics.x);
    EXPECT_EQ(catalogued.statistics.z, direct.statistics.z);
}

// eta = 0.73 / 100 and p = 1e-8 by default: the yield is eta + (1 - eta) p (2 - p), and 1Z errs by sin^2(delta/2).
TEST_P(CataloguedLink, StatisticsOfTheDefaultReceiver) {
    const Statistics seen = GetParam().link(scenario_of(0.063)).statistics;
    const double eta = 0.0073;
    const double p = 1e-8;
    const double yield = eta + (1.0 - eta) * p * (2.0 - p);
    for (int j = 0; j < settings(); ++j) {
        EXPECT_NEAR(seen.yield_x(j) / yield, 1.0, 1e-13);
        EXPECT_NEAR(seen.yield_z(j) / yield, 1.0, 1e-13);
    }
    const double dark = (1.0 - eta) * p * (1.0 - p) + 0.5 * (eta * p + (1.0 - eta) * p * p);
    const double errors = 0.5 * eta * (1.0 - p) * std::pow(std::sin(0.0315), 2) + dark;
    EXPECT_NEAR(seen.bit_error_rate() / (errors / yield), 1.0, 1e-12);
    for (int j = settings(); j < max_settings; ++j) EXPECT_EQ(seen.yield_x(j), 0.0);
}

INSTANTIATE_TEST_SUITE_P(All, CataloguedLink,
                         testing::Values(LinkCase{"bb84", bb84_link, 4}, LinkCase{"three-state", three_state_link, 3}),
                         [](const auto& info) { return info.param.settings == 4 ? "Bb84" : "ThreeState"; });

}  // namespace
}  // namespace keybound
