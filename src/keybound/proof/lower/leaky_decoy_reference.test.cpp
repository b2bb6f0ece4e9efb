#include "keybound/proof/lower/leaky_decoy_reference.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <cmath>

#include "keybound/proof/lower/decoy_ideal.hpp"
#include "keybound/rate/key_rate.hpp"
#include "support/laser_links.hpp"

namespace keybound {
namespace {

using test::laser_link;
using test::rate_of;

// By hand, from formula (4) of docs/theory/leaky-decoy-reference.md and angles.
TEST(LeakyDecoyReference, ClosedFormByHand) {
    const double leakage = 3e-6, mu = 0.5, nu = 0.1;
    const Link link = laser_link("channel.fibre_km = 40\nsource.leakage = 3e-6\n");
    const auto turned = [&](double y, double sign) {
        const double s = std::sin(std::asin(std::sqrt(y)) + sign * std::asin(std::sqrt(leakage)));
        return y <= leakage && sign < 0.0 ? 0.0 : s * s;
    };
    const auto& seen = link.decoy->statistics;
    const auto gain = [&](int i) { return 0.5 * (seen[i].z[0][0] + seen[i].z[0][1] + seen[i].z[1][0] + seen[i].z[1][1]); };
    const auto wrong = [&](int i) { return 0.5 * (seen[i].x[2][1] + seen[i].x[3][0]); };
    const double y = mu / (mu * nu - nu * nu) *
                     (std::exp(nu) * turned(gain(1), -1.0) - nu * nu / mu / mu * std::exp(mu) * turned(gain(0), 1.0) -
                      (1.0 - nu * nu / mu / mu) * turned(gain(2), 1.0));
    const double w = (std::exp(nu) * turned(wrong(1), 1.0) - turned(wrong(2), -1.0)) / nu;
    const double p = mu * std::exp(-mu);
    const auto found = leaky_decoy_closed_form(link);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->single_photons->yield.value, y, 1e-10 * y);
    EXPECT_LE(found->single_photons->yield.value, y);
    EXPECT_NEAR(found->single_photons->detected.value, turned(p * y, -1.0), 1e-10 * y);
    EXPECT_NEAR(found->phase_error_rate.value, turned(p * w, 1.0) / turned(p * y, -1.0), 1e-10);
}

TEST(LeakyDecoyReference, ClosedFormNeedsTheVacuum) {
    EXPECT_FALSE(leaky_decoy_closed_form(laser_link("source.intensities = [0.5, 0.1, 0.0001]\n")));
    EXPECT_TRUE(leaky_decoy_closed_form(laser_link("source.intensities = [0.5, 0.2, 0.1, 0.0]\n")));
}

TEST(LeakyDecoyReference, IsTheIdealBoundWithoutLeakage) {
    for (const double fibre_km : {0.0, 50.0, 100.0, 200.0, 250.0}) {
        for (const char* last : {"0.0", "0.001"}) {
            const Link link =
                laser_link(fmt::format("channel.fibre_km = {}\nsource.intensities = [0.5, 0.1, {}]\n", fibre_km, last));
            const double ideal = rate_of(link, prove_decoy_ideal(link));
            EXPECT_NEAR(rate_of(link, prove_leaky_decoy_reference(link)), ideal, 2e-6 * ideal) << fibre_km << ' ' << last;
        }
    }
}

TEST(LeakyDecoyReference, EvidenceGivesTheSameNumbersWithoutASolver) {
    for (const char* more :
         {"", "source.phase_randomisation = \"discrete\"\nsource.phases = 9\n", "source.intensities = [0.4, 0.1, 0.01]\n"}) {
        const Link link = laser_link(std::string("channel.fibre_km = 30\nsource.leakage = [1e-7, 2e-7, 1e-6, 0.0]\n") + more);
        const auto proved = prove_leaky_decoy_reference(link);
        ASSERT_TRUE(proved.has_value());
        EXPECT_GT(rate_of(link, proved), 0.0);
        const auto again = conclude_leaky_decoy_reference(link, proved.value().evidence.items());
        ASSERT_TRUE(again.has_value());
        EXPECT_EQ(again.value().phase_error_rate.value, proved.value().phase_error_rate.value);
        EXPECT_EQ(again.value().single_photons->detected.value, proved.value().single_photons->detected.value);
        EXPECT_FALSE(conclude_leaky_decoy_reference(link, {}).has_value());
    }
}

// A setting that leaks less than the largest of all gives more key: leaks are taken as they are.
TEST(LeakyDecoyReference, TakesTheLeakageOfEachSetting) {
    const Link all = laser_link("channel.fibre_km = 60\nsource.leakage = 1e-6\n");
    const Link one = laser_link("channel.fibre_km = 60\nsource.leakage = [1e-6, 1e-8, 1e-6, 1e-6]\n");
    EXPECT_GT(rate_of(one, prove_leaky_decoy_reference(one)), rate_of(all, prove_leaky_decoy_reference(all)) * 1.001);
}

}  // namespace
}  // namespace keybound
