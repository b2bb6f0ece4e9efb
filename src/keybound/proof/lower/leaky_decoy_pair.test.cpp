#include "keybound/proof/lower/leaky_decoy_pair.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "keybound/proof/lower/decoy_ideal.hpp"
#include "keybound/proof/lower/leaky_decoy_joint.hpp"
#include "keybound/rate/key_rate.hpp"
#include "support/laser_links.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using test::laser_link;

Link link_at(double fibre_km, double leakage, const std::string& more = "") {
    return laser_link(fmt::format("channel.fibre_km = {}\nsource.leakage = {}\n", fibre_km, leakage) + more);
}

double rate_of(const Link& link, const Outcome<PhaseErrorBound>& outcome) {
    return outcome.has_value() ? asymptotic_key_rate(link, outcome.value()).value : 0.0;
}

// What compares leaky pulses with each other cannot know more than what compares each of them with the ideal one.
TEST(LeakyDecoyPair, IsNeverAboveTheJointRow) {
    test::Random random(7301);
    int meaningful = 0;
    const int count = test::samples(60);
    for (int i = 0; i < count; ++i) {
        const double fibre_km = test::uniform(random, 0.0, 180.0);
        const double leakage = test::log_uniform(random, 1e-8, 3e-3) * std::pow(10.0, -0.02 * fibre_km);
        const double signal = test::uniform(random, 0.3, 0.8), decoy = signal * test::uniform(random, 0.1, 0.4);
        std::string more = fmt::format("source.intensities = [{}, {}, {}]\n", signal, decoy, i % 2 == 0 ? 0.0 : 0.001);
        if (i % 3 == 0) more += "source.phase_randomisation = \"discrete\"\nsource.phases = 12\n";
        const Link link = link_at(fibre_km, leakage, more);
        const double pair = rate_of(link, prove_leaky_decoy_pair(link)), joint = rate_of(link, prove_leaky_decoy_joint(link));
        EXPECT_LE(pair, joint * (1.0 + 1e-5) + 1e-6 * link.statistics.key_yield()) << fibre_km << ' ' << leakage << ' ' << more;
        meaningful += pair > 0.0 && pair < 0.999 * joint;
    }
    EXPECT_GT(meaningful, count / 3);
}

TEST(LeakyDecoyPair, ExceedsTheIdealRateWithoutLeakageBySharedYieldsOnly) {
    for (const double fibre_km : {0.0, 50.0, 100.0, 200.0}) {
        for (const char* last : {"0.0", "0.001"}) {
            const Link link = link_at(fibre_km, 0.0, fmt::format("source.intensities = [0.5, 0.1, {}]\n", last));
            const double pair = rate_of(link, prove_leaky_decoy_pair(link)), ideal = rate_of(link, prove_decoy_ideal(link));
            EXPECT_GE(pair, ideal * (1.0 - 1e-6)) << fibre_km << ' ' << last;
            EXPECT_LE(pair, ideal * 1.003) << fibre_km << ' ' << last;
        }
    }
}

TEST(LeakyDecoyPair, EvidenceGivesTheSameNumbersWithoutASolver) {
    for (const double leakage : {0.0, 1e-12, 1e-8, 1e-6}) {
        const Link link = link_at(60.0, leakage);
        const auto proved = prove_leaky_decoy_pair(link);
        ASSERT_TRUE(proved.has_value());
        const auto again = conclude_leaky_decoy_pair(link, proved.value().evidence.items());
        ASSERT_TRUE(again.has_value());
        EXPECT_EQ(again.value().phase_error_rate.value, proved.value().phase_error_rate.value);
        EXPECT_EQ(again.value().single_photons->detected.value, proved.value().single_photons->detected.value);
        EXPECT_GT(rate_of(link, proved), 0.0) << leakage;
        // Of a link that leaks less, or of the joint row, it proves no more than what holds.
        const auto other = prove_leaky_decoy_pair(link_at(60.0, 0.3 * leakage)), joint = prove_leaky_decoy_joint(link);
        for (const auto* evidence : {&other, &joint}) {
            const auto mixed = conclude_leaky_decoy_pair(link, evidence->value().evidence.items());
            EXPECT_LE(rate_of(link, mixed), rate_of(link, proved) * (1.0 + 1e-5));
        }
    }
    EXPECT_FALSE(conclude_leaky_decoy_pair(link_at(60.0, 1e-8), {}).has_value());
}

// Twelve phases are as good as all; with four, what is not a Fock state is leakage.
TEST(LeakyDecoyPair, DiscretePhasesCostWhatTheirReferenceCosts) {
    const auto rate = [](const char* phases) {
        const Link link = link_at(50.0, 1e-8, phases);
        return rate_of(link, prove_leaky_decoy_pair(link));
    };
    const double all = rate("");
    EXPECT_NEAR(rate("source.phase_randomisation = \"discrete\"\nsource.phases = 14\n"), all, 1e-3 * all);
    EXPECT_LT(rate("source.phase_randomisation = \"discrete\"\nsource.phases = 8\n"), 0.999 * all);
    EXPECT_GT(rate("source.phase_randomisation = \"discrete\"\nsource.phases = 8\n"), 0.5 * all);
}

TEST(LeakyDecoyPair, TakesTheLeakageOfEachSetting) {
    const double all = rate_of(link_at(60.0, 1e-6), prove_leaky_decoy_pair(link_at(60.0, 1e-6)));
    for (const char* one : {"[1e-6, 1e-8, 1e-6, 1e-6]", "[1e-6, 1e-6, 1e-6, 1e-8]"}) {
        const Link link = laser_link(fmt::format("channel.fibre_km = 60\nsource.leakage = {}\n", one));
        EXPECT_GT(rate_of(link, prove_leaky_decoy_pair(link)), 1.001 * all) << one;
    }
}

TEST(LeakyDecoyPair, NeedsLaserPulsesThatAreDetected) {
    Link link = link_at(60.0, 1e-8);
    link.decoy.reset();
    EXPECT_EQ(prove_leaky_decoy_pair(link).verdict(), Verdict::not_applicable);
    Link broken = link_at(60.0, 1e-8);
    broken.decoy->statistics[1].z[0][0] = std::nan("");
    EXPECT_EQ(prove_leaky_decoy_pair(broken).verdict(), Verdict::undecided);
}

}  // namespace
}  // namespace keybound
