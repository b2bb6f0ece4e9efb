#include "keybound/protocol/prepare_and_measure.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/protocol/bb84.hpp"
#include "keybound/protocol/catalog.hpp"
#include "keybound/protocol/three_state.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using test::log_uniform;
using test::Random;
using test::uniform;

Scenario scenario(double fibre_km = 0.0, double dark = 0.0, double efficiency = 1.0) {
    Scenario result;
    result.protocol.name = "bb84";
    result.channel.fibre_km = fibre_km;
    result.detector = {efficiency, dark};
    return result;
}

TEST(PrepareAndMeasure, APerfectLinkHasNoErrors) {
    const Link link = bb84_link(scenario());
    EXPECT_EQ(link.statistics.settings, 4);
    EXPECT_EQ(link.statistics.key_yield(), 1.0);
    EXPECT_LT(link.statistics.bit_error_rate(), 1e-30);
    EXPECT_LT(link.statistics.x[2][1], 1e-30);  // 0X never reads 1
    EXPECT_LT(link.statistics.x[3][0], 1e-30);
    EXPECT_NEAR(link.statistics.x[0][0], 0.5, 1e-15);
    EXPECT_NEAR(link.statistics.z[2][0], 0.5, 1e-15);
}

TEST(PrepareAndMeasure, ThreeStatesAreTheFirstThree) {
    Scenario s = scenario(30.0, 1e-6, 0.5);
    s.source.modulation_error_rad = 0.1;
    const Link four = bb84_link(s);
    const Link three = three_state_link(s);
    EXPECT_EQ(three.statistics.settings, 3);
    EXPECT_EQ(three.source.settings(), 3);
    for (int j = 0; j < 3; ++j) {
        EXPECT_EQ(three.statistics.x[j], four.statistics.x[j]);
        EXPECT_EQ(three.statistics.z[j], four.statistics.z[j]);
        EXPECT_EQ(three.source.ket(j), four.source.ket(j));
    }
}

// 1 - (1 - eta)(1 - p_d)^2, whatever the setting, the basis, the flaws and the misalignment: assumption A2 of the theory.
TEST(PrepareAndMeasure, EveryStateIsDetectedAlikeInBothBases) {
    Random random(71);
    for (int i = 0; i < test::samples(300); ++i) {
        Scenario s = scenario(uniform(random, 0.0, 400.0), log_uniform(random, 1e-12, 1e-3), uniform(random, 0.01, 1.0));
        s.source.modulation_error_rad = uniform(random, -0.5, 0.5);
        s.channel.misalignment_rad = uniform(random, -1.5, 1.5);
        const Link link = bb84_link(s);
        const double eta = link.fibre_transmittance * s.detector.efficiency;
        const double dark = s.detector.dark_count_probability;
        const double expected = eta + (1.0 - eta) * dark * (2.0 - dark);  // without subtracting from 1
        for (int j = 0; j < 4; ++j) {
            EXPECT_NEAR(link.statistics.yield_x(j) / expected, 1.0, 1e-14);
            EXPECT_NEAR(link.statistics.yield_z(j) / expected, 1.0, 1e-14);
        }
        EXPECT_NEAR(link.statistics.key_yield() / expected, 1.0, 1e-14);
    }
}

TEST(PrepareAndMeasure, MisalignmentErrsWithSineSquared) {
    for (const double angle : {0.3, 0.1, 1e-3, 1e-6}) {
        Scenario s = scenario();
        s.channel.misalignment_rad = angle;
        const Link link = bb84_link(s);
        const double expected = std::sin(angle) * std::sin(angle);
        EXPECT_NEAR(link.statistics.bit_error_rate() / expected, 1.0, 1e-9) << angle;
        EXPECT_NEAR((link.statistics.x[2][1] + link.statistics.x[3][0]) / 2 / expected, 1.0, 1e-9) << angle;
    }
}

TEST(PrepareAndMeasure, EncoderErrorGivesHalfASineSquare) {
    Scenario s = scenario();
    s.source.modulation_error_rad = 0.063;
    EXPECT_NEAR(bb84_link(s).statistics.bit_error_rate(), 0.5 * std::pow(std::sin(0.0315), 2), 1e-16);
}

TEST(PrepareAndMeasure, DarkCountsAloneAreRandom) {
    const Link link = bb84_link(scenario(10000.0, 1e-6));
    EXPECT_NEAR(link.statistics.bit_error_rate(), 0.5, 1e-9);
}

TEST(PrepareAndMeasure, NothingDetectedIsNoDivision) {
    const Link link = bb84_link(scenario(1e5, 0.0));
    EXPECT_EQ(link.statistics.key_yield(), 0.0);
    EXPECT_EQ(link.statistics.bit_error_rate(), 0.0);
}

TEST(PrepareAndMeasure, SiftsTheSquareOfTheBasisProbability) {
    Scenario s = scenario();
    EXPECT_EQ(bb84_link(s).sifting_probability, 1.0);
    s.protocol.z_basis_probability = 0.9;
    EXPECT_DOUBLE_EQ(bb84_link(s).sifting_probability, 0.81);
}

TEST(PrepareAndMeasure, PassesOnWhatRatesNeed) {
    Scenario s = scenario(50.0);
    s.processing.error_correction_efficiency = 1.2;
    s.source.repetition_rate_hz = 1e9;
    s.source.leakage = {1e-6};
    const Link link = bb84_link(s);
    EXPECT_EQ(link.protocol, "bb84");
    EXPECT_EQ(link.fibre_km, 50.0);
    EXPECT_EQ(link.error_correction_efficiency, 1.2);
    EXPECT_EQ(link.source.repetition_rate_hz, 1e9);
    EXPECT_EQ(link.source.largest_leakage(), 1e-6);
    // Leaks do not change what an honest Bob sees.
    s.source.leakage = {0.0};
    EXPECT_EQ(bb84_link(s).statistics.x, link.statistics.x);
}

TEST(Protocols, EveryRowExplainsItself) {
    for (const Protocol& protocol : protocols()) {
        EXPECT_EQ(&protocol_named(protocol.name), &protocol);
        EXPECT_NE(protocol.summary, "");
        EXPECT_NE(protocol.source, "");
        Scenario s = scenario(10.0, 1e-8);
        s.protocol.name = protocol.name;
        const Link link = protocol.link(s);
        EXPECT_EQ(link.protocol, protocol.name);
        EXPECT_EQ(static_cast<std::size_t>(link.statistics.settings), protocol.settings.size());
        EXPECT_EQ(link.has_source(), !protocol.settings.empty());
        EXPECT_FALSE(protocol.statistics(link).empty());
    }
    EXPECT_THROW(protocol_named("bb85"), Bug);
}

}  // namespace
}  // namespace keybound
