#include "keybound/protocol/private_state.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/protocol/catalog.hpp"

namespace keybound {
namespace {

TEST(PrivateState, OfFourDimensionsErrsInOneRoundOfThree) {
    const PrivateState state{4.0, 1};
    EXPECT_NEAR(state.error(), 1.0 / 3.0, 1e-15);
    EXPECT_EQ(state.error(), state.distilled_error());
    EXPECT_NEAR(state.success_probability(), 1.0, 1e-15);
}

// d = 4: 1/3 of odd and 2/3 of even rounds, so (1 + 2^n)/3^n, and sqrt(d^n) = 2^n.
TEST(PrivateState, IsDistilledFromSeveralCopies) {
    for (const int n : {2, 3, 10}) {
        const PrivateState state{4.0, n};
        EXPECT_NEAR(state.success_probability() / ((1.0 + std::pow(2.0, n)) / std::pow(3.0, n)), 1.0, 1e-13);
        EXPECT_NEAR(state.distilled_error(), 1.0 / (std::pow(2.0, n) + 1.0), 1e-16);
        EXPECT_NEAR(state.error(), 1.0 / 3.0, 1e-15);
    }
}

TEST(PrivateState, KeepsItsDigitsAtAnySize) {
    const PrivateState large{1e15, 999};
    EXPECT_EQ(large.distilled_error(), 0.0);
    EXPECT_NEAR(large.success_probability(), std::exp(-999.0 * std::log1p(std::pow(10.0, -7.5))), 1e-15);
    EXPECT_NEAR((PrivateState{1e12, 1}.error()) * 1000001.0, 1.0, 1e-15);
}

TEST(PrivateState, IsALinkPerCopy) {
    Scenario scenario;
    scenario.protocol.name = "private-state";
    scenario.private_state.dimension = 9.0;
    scenario.private_state.copies = 2.0;
    const Protocol& protocol = protocol_named("private-state");
    const Link link = protocol.link(scenario);
    EXPECT_EQ(protocol.per, "copy");
    EXPECT_EQ(protocol.devices, Devices::trusted);
    EXPECT_FALSE(link.has_source());
    const NamedNumbers seen = protocol.statistics(link);
    const NamedNumbers expected = {{"shield_dimension", 9.0},
                                   {"quantum_bit_error_rate", 0.25},
                                   {"copies", 2.0},
                                   {"success_probability", 0.625},
                                   {"distilled_error_rate", 0.1}};
    ASSERT_EQ(seen.size(), expected.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
        EXPECT_EQ(seen[i].first, expected[i].first);
        EXPECT_NEAR(seen[i].second, expected[i].second, 1e-15);
    }
}

}  // namespace
}  // namespace keybound
