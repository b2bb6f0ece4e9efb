#include "keybound/protocol/entanglement.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/protocol/catalog.hpp"

namespace keybound {
namespace {

Scenario scenario(double visibility = 0.9, double leak = 0.1) {
    Scenario s;
    s.protocol.name = "entanglement";
    s.state.visibility = visibility;
    s.leak.probability = leak;
    return s;
}

SharedState state_of(const Scenario& s) { return entanglement_link(s).shared.value(); }

double statistic(const Scenario& s, const std::string& wanted) {
    for (const auto& [name, value] : entanglement_statistics(entanglement_link(s))) {
        if (name == wanted) return value;
    }
    throw std::runtime_error("no statistic " + wanted);
}

TEST(Entanglement, IsALinkWithoutSource) {
    const Link link = protocol_named("entanglement").link(scenario());
    EXPECT_EQ(link.protocol, "entanglement");
    ASSERT_TRUE(link.shared.has_value());
    EXPECT_EQ(link.source.settings(), 0);
    EXPECT_EQ(protocol_named("entanglement").per, "key-round");
    EXPECT_EQ(protocol_named("bb84").per, "pulse");
}

TEST(Entanglement, StatisticsByHand) {
    Scenario s = scenario(0.85, 0.2);
    s.state.dimension = 3.0;
    EXPECT_EQ(statistic(s, "effective_visibility"), 0.85);
    EXPECT_NEAR(statistic(s, "fidelity"), 0.85 + 0.15 / 9.0, 1e-15);
    EXPECT_NEAR(statistic(s, "quantum_bit_error_rate"), 0.1, 1e-15);
    EXPECT_EQ(statistic(s, "leak_probability"), 0.2);
    s.leak.pattern = "independent";
    EXPECT_NEAR(statistic(s, "leaked_round_probability"), 0.36, 1e-15);
}

TEST(SharedState, VisibilityBehindRepeaters) {
    Scenario s = scenario(0.9);
    EXPECT_EQ(state_of(s).visibility, 0.9);
    EXPECT_EQ(state_of(s).visibility_above(), 0.9);
    EXPECT_EQ(state_of(s).visibility_below(), 0.9);
    s.repeaters.count = 2.0;
    EXPECT_NEAR(state_of(s).visibility, 0.729, 1e-15);
    EXPECT_GT(state_of(s).visibility_above(), 0.729);
    EXPECT_LT(state_of(s).visibility_below(), 0.729);
    s.repeaters.bell_measurement_visibility = 0.98;
    EXPECT_NEAR(state_of(s).visibility, 0.729 * 0.98 * 0.98, 1e-15);
    s.repeaters.bell_measurement_visibility = 1.0;
    s.repeaters.convention = "paper";
    EXPECT_NEAR(state_of(s).visibility, 0.6561, 1e-15);
    s = scenario(1.0);
    s.repeaters.link_visibilities = {0.9, 0.8, 0.7};
    s.repeaters.count = 2.0;
    EXPECT_NEAR(state_of(s).visibility, 0.504, 1e-15);
}

TEST(SharedState, HowLikelyLeaksAre) {
    Scenario s = scenario(0.9, 0.2);
    const auto expect = [&](const char* pattern, double parties, double some, double but_one, double side) {
        s.leak.pattern = pattern;
        s.state.parties = parties;
        const SharedState state = state_of(s);
        EXPECT_NEAR(state.some_outcome_leaks(), some, 1e-15) << pattern << parties;
        EXPECT_NEAR(state.all_but_one_leak(), but_one, 1e-15) << pattern << parties;
        EXPECT_NEAR(state.one_side_leaks(), side, 1e-15) << pattern << parties;
    };
    expect("same", 2, 0.2, 0.2, 0.2);
    expect("same", 4, 0.2, 0.2, 0.2);
    expect("independent", 2, 0.36, 0.36, 0.36);
    expect("disjoint", 2, 0.4, 0.4, 0.4);
    // three parties, by counting: 3 L^2 (1-L) + L^3; L + L^2 - L^3
    expect("independent", 3, 1.0 - 0.512, 3 * 0.04 * 0.8 + 0.008, 0.2 + 0.04 - 0.008);
    expect("disjoint", 3, 0.6, 0.0, 0.2);
    // four parties: 4 L^3 (1-L) + L^4; L + L^3 - L^4, more than 2 L^2 - L^4
    expect("independent", 4, 1.0 - 0.4096, 4 * 0.008 * 0.8 + 0.0016, 0.2 + 0.008 - 0.0016);
}

TEST(SharedState, CountsRepeaters) {
    Scenario s = scenario(0.95);
    EXPECT_EQ(state_of(s).most_repeaters(0.3571), 19.0);  // 0.95^20 = 0.3585, 0.95^21 = 0.3406
    EXPECT_EQ(state_of(s).most_repeaters(0.3586), 18.0);
    s.repeaters.convention = "paper";
    s.repeaters.count = 1.0;
    EXPECT_EQ(state_of(s).most_repeaters(0.3571), 10.0);  // 0.95^20
    s = scenario(0.95);
    s.repeaters.bell_measurement_visibility = 0.9;
    EXPECT_EQ(state_of(s).most_repeaters(0.3571), 6.0);  // 0.95 * 0.855^6 = 0.371
    s.repeaters.bell_measurement_visibility = 0.0;
    EXPECT_EQ(state_of(s).most_repeaters(0.3571), 0.0);
    // on the threshold to within rounding: one more, so that it stays a bound
    s = scenario(0.9);
    EXPECT_EQ(state_of(s).most_repeaters(0.9 * 0.9 * 0.9), 2.0);
    for (const double none : {0.95, 1.0}) EXPECT_FALSE(state_of(s).most_repeaters(none).has_value());
    EXPECT_FALSE(state_of(scenario(1.0)).most_repeaters(0.3).has_value());
    s.state.parties = 3.0;
    EXPECT_FALSE(state_of(s).most_repeaters(0.3).has_value());
    s = scenario(1.0);
    s.repeaters.link_visibilities = {0.9, 0.8};
    EXPECT_FALSE(state_of(s).most_repeaters(0.3).has_value());
}

}  // namespace
}  // namespace keybound
