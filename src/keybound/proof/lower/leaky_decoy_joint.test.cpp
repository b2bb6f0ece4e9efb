#include "keybound/proof/lower/leaky_decoy_joint.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <cmath>

#include "keybound/proof/lower/decoy_ideal.hpp"
#include "keybound/proof/lower/leaky_decoy_reference.hpp"
#include "keybound/rate/key_rate.hpp"
#include "support/laser_links.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using test::laser_link_at;
using test::rate_of;

// By itself a single gain says less than all of them, and the closed form less than the programme.
TEST(LeakyDecoyJoint, IsNeverBelowTheReferenceRow) {
    test::Random random(7101);
    int meaningful = 0;
    const int count = test::samples(60);
    for (int i = 0; i < count; ++i) {
        const double fibre_km = test::uniform(random, 0.0, 180.0);
        const double leakage = test::log_uniform(random, 1e-7, 3e-2) * std::pow(10.0, -0.02 * fibre_km);
        const double signal = test::uniform(random, 0.3, 0.8), decoy = signal * test::uniform(random, 0.1, 0.4);
        std::string more = fmt::format("source.intensities = [{}, {}, 0.0]\n", signal, decoy);
        if (i % 3 == 0) more += "source.phase_randomisation = \"discrete\"\nsource.phases = 12\n";
        const Link link = laser_link_at(fibre_km, leakage, more);
        const double joint = rate_of(link, prove_leaky_decoy_joint(link));
        const double simple = rate_of(link, prove_leaky_decoy_reference(link));
        const double closed = asymptotic_key_rate(link, *leaky_decoy_closed_form(link)).value;
        EXPECT_GE(joint, simple * (1.0 - 2e-6)) << fibre_km << ' ' << leakage << ' ' << more;
        EXPECT_GE(simple, closed * (1.0 - 1e-12)) << fibre_km << ' ' << leakage << ' ' << more;
        meaningful += joint > 0.0 && joint > simple * 1.001;
    }
    EXPECT_GT(meaningful, count / 3);
}

TEST(LeakyDecoyJoint, ExceedsTheIdealRateWithoutLeakageBySharedYieldsOnly) {
    for (const double fibre_km : {0.0, 50.0, 100.0, 200.0}) {
        const Link link = laser_link_at(fibre_km, 0.0);
        const double joint = rate_of(link, prove_leaky_decoy_joint(link)), ideal = rate_of(link, prove_decoy_ideal(link));
        EXPECT_GE(joint, ideal * (1.0 - 1e-6)) << fibre_km;
        EXPECT_LE(joint, ideal * 1.003) << fibre_km;
    }
}

TEST(LeakyDecoyJoint, EvidenceGivesTheSameNumbersWithoutASolver) {
    for (const double leakage : {0.0, 1e-12, 1e-8, 1e-5}) {
        const Link link = laser_link_at(60.0, leakage);
        const auto proved = prove_leaky_decoy_joint(link);
        ASSERT_TRUE(proved.has_value());
        const auto again = conclude_leaky_decoy_joint(link, proved.value().evidence.items());
        ASSERT_TRUE(again.has_value());
        EXPECT_EQ(again.value().phase_error_rate.value, proved.value().phase_error_rate.value);
        EXPECT_EQ(again.value().single_photons->detected.value, proved.value().single_photons->detected.value);
        EXPECT_GT(rate_of(link, proved), 0.0) << leakage;
        // Of a link that leaks less it proves no more than what holds.
        const auto other = prove_leaky_decoy_joint(laser_link_at(60.0, 0.3 * leakage));
        const auto mixed = conclude_leaky_decoy_joint(link, other.value().evidence.items());
        EXPECT_LE(rate_of(link, mixed), rate_of(link, proved) * (1.0 + 1e-5));
    }
    const Link link = laser_link_at(60.0, 1e-8);
    EXPECT_FALSE(conclude_leaky_decoy_joint(link, {}).has_value());
}

TEST(LeakyDecoyJoint, NeedsLaserPulsesThatAreDetected) {
    Link link = laser_link_at(60.0, 1e-8);
    link.decoy.reset();
    EXPECT_EQ(prove_leaky_decoy_joint(link).verdict(), Verdict::not_applicable);
    EXPECT_EQ(prove_leaky_decoy_reference(link).verdict(), Verdict::not_applicable);
    Link broken = laser_link_at(60.0, 1e-8);
    broken.decoy->statistics[1].z[0][0] = std::nan("");
    EXPECT_EQ(prove_leaky_decoy_joint(broken).verdict(), Verdict::undecided);
    EXPECT_EQ(prove_leaky_decoy_reference(broken).verdict(), Verdict::undecided);
}

}  // namespace
}  // namespace keybound
