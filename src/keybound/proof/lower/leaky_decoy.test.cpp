#include "keybound/proof/lower/leaky_decoy.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/protocol/decoy_bb84.hpp"
#include "keybound/rate/key_rate.hpp"

namespace keybound {
namespace {

Link link_of(double leakage, int phases = 0) {
    Scenario scenario;
    scenario.protocol.name = "decoy-bb84";
    scenario.source.leakage = {leakage};
    scenario.source.intensities = {0.45, 0.11, 0.002};
    scenario.channel.fibre_km = 30.0;
    scenario.channel.misalignment_rad = 0.06;
    if (phases > 0) {
        scenario.source.phase_randomisation = "discrete";
        scenario.source.phases = phases;
    }
    return decoy_bb84_link(scenario);
}

TEST(LeakyDecoy, EvidenceGivesTheSameNumbersWithoutASolver) {
    for (const int phases : {0, 8}) {
        for (const double leakage : {0.0, 1e-11, 1e-8}) {
            const Link link = link_of(leakage, phases);
            const auto proved = prove_leaky_decoy(link);
            ASSERT_TRUE(proved.has_value()) << proved.reason();
            const auto again = conclude_leaky_decoy(link, proved.value().evidence.items());
            ASSERT_TRUE(again.has_value()) << again.reason();
            EXPECT_EQ(again.value().phase_error_rate.value, proved.value().phase_error_rate.value);
            EXPECT_EQ(again.value().single_photons->yield.value, proved.value().single_photons->yield.value);
            EXPECT_GT(asymptotic_key_rate(link, proved.value()).value, 0.0) << leakage;
        }
    }
}

// Certificates of a link with less leakage are no certificates of this one, but still bounds.
TEST(LeakyDecoy, EvidenceOfAnotherLinkProvesOnlyWhatHolds) {
    const Link link = link_of(1e-8);
    const auto own = prove_leaky_decoy(link), other = prove_leaky_decoy(link_of(1e-11));
    const auto mixed = conclude_leaky_decoy(link, other.value().evidence.items());
    ASSERT_TRUE(mixed.has_value());
    EXPECT_LE(mixed.value().single_photons->yield.value, own.value().single_photons->yield.value * (1.0 + 1e-6));
    EXPECT_GE(mixed.value().phase_error_rate.value, own.value().phase_error_rate.value * (1.0 - 1e-6));
}

TEST(LeakyDecoy, IncompleteEvidenceIsUndecided) {
    const Link link = link_of(1e-11);
    const auto proved = prove_leaky_decoy(link);
    const std::vector<EvidenceItem> items = proved.value().evidence.items();
    for (const char* missing : {"z_multipliers", "x_multipliers", "x_error_multipliers"}) {
        std::vector<EvidenceItem> some;
        for (const EvidenceItem& item : items) {
            if (item.name != missing) some.push_back(item);
        }
        ASSERT_EQ(some.size() + 1, items.size());
        EXPECT_EQ(conclude_leaky_decoy(link, some).verdict(), Verdict::undecided) << missing;
    }
}

TEST(LeakyDecoy, NonsenseIsNoKey) {
    Link link = link_of(1e-11);
    for (const double nonsense : {std::nan(""), 0.0}) {
        Link dark = link;
        for (auto& row : dark.statistics.z) row = {nonsense, nonsense};
        EXPECT_EQ(prove_leaky_decoy(dark).verdict(), Verdict::undecided);
    }
    for (const double nonsense : {std::nan(""), -0.1, 0.6}) {
        Link wrong = link;
        wrong.decoy->statistics[1].x[3] = {nonsense, nonsense};
        EXPECT_EQ(prove_leaky_decoy(wrong).verdict(), Verdict::undecided) << nonsense;
    }
    link = link_of(1.0);  // everything may leak
    const auto outcome = prove_leaky_decoy(link);
    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(asymptotic_key_rate(link, outcome.value()).value, 0.0);
}

}  // namespace
}  // namespace keybound
