#include "keybound/proof/lower/decoy_ideal.hpp"

#include <gtest/gtest.h>

#include "keybound/proof/lower/leaky_decoy.hpp"
#include "keybound/protocol/decoy_bb84.hpp"

namespace keybound {
namespace {

Link link_of(double fibre_km, double leakage = 0.0) {
    Scenario scenario;
    scenario.protocol.name = "decoy-bb84";
    scenario.source.leakage = {leakage};
    scenario.source.intensities = {0.45, 0.11, 0.002};
    scenario.channel.fibre_km = fibre_km;
    return decoy_bb84_link(scenario);
}

// One photon of a perfect BB84 state has no basis: no coin, and equal error rates.
TEST(DecoyIdeal, PhaseErrorsAreTheErrorsOfTheOtherBasis) {
    const auto outcome = prove_decoy_ideal(link_of(40.0));
    ASSERT_TRUE(outcome.has_value()) << outcome.reason();
    const PhaseErrorBound& found = outcome.value();
    ASSERT_TRUE(found.single_photons);
    EXPECT_LE(*found.coin_imbalance, 1e-300);
    EXPECT_GT(found.phase_error_rate.value, 0.0);
    EXPECT_NEAR(found.phase_error_rate.value, found.single_photons->error_rate->value, 1e-13);
    EXPECT_GE(found.phase_error_rate.value, found.single_photons->error_rate->value);
}

TEST(DecoyIdeal, IsLeakyDecoyWithoutLeaks) {
    const Link link = link_of(75.0);
    const auto ideal = prove_decoy_ideal(link), leaky = prove_leaky_decoy(link);
    ASSERT_TRUE(ideal.has_value() && leaky.has_value());
    EXPECT_EQ(ideal.value().phase_error_rate.value, leaky.value().phase_error_rate.value);
    EXPECT_EQ(ideal.value().single_photons->yield.value, leaky.value().single_photons->yield.value);
}

TEST(DecoyIdeal, DoesNotApplyToLeaks) {
    EXPECT_EQ(prove_decoy_ideal(link_of(40.0, 1e-30)).verdict(), Verdict::not_applicable);
    EXPECT_EQ(conclude_decoy_ideal(link_of(40.0, 1e-30), {}).verdict(), Verdict::not_applicable);
    Link single = link_of(40.0);
    single.decoy.reset();
    EXPECT_EQ(prove_decoy_ideal(single).verdict(), Verdict::not_applicable);
}

}  // namespace
}  // namespace keybound
