#include "keybound/rate/key_rate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keybound/quantum/entropy.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

Link link_with(double yield, double bit_error_rate, double f = 1.16, double sifting = 1.0) {
    Link link;
    link.statistics.z[0] = {yield * (1.0 - bit_error_rate), yield * bit_error_rate};
    link.statistics.z[1] = {yield * bit_error_rate, yield * (1.0 - bit_error_rate)};
    link.error_correction_efficiency = f;
    link.sifting_probability = sifting;
    return link;
}

double rate(const Link& link, double phase_error) { return asymptotic_key_rate(link, UpperBound{phase_error}).value; }

TEST(KeyRate, IsTheFormula) {
    test::Random random(99);
    for (int i = 0; i < test::samples(500); ++i) {
        const double yield = test::log_uniform(random, 1e-9, 1.0);
        const double e_z = test::uniform(random, 0.0, 0.05), e_ph = test::uniform(random, 0.0, 0.1);
        const double f = test::uniform(random, 1.0, 1.5), s = test::uniform(random, 0.1, 1.0);
        const double expected = s * yield * (1.0 - binary_entropy(e_ph) - f * binary_entropy(e_z));
        const double value = rate(link_with(yield, e_z, f, s), e_ph);
        if (expected < 0.0) {
            EXPECT_EQ(value, 0.0);
        } else {
            EXPECT_NEAR(value, expected, 1e-13 * s * yield);
            EXPECT_LE(value, expected * (1.0 + 1e-15));
        }
    }
}

TEST(KeyRate, IsZeroWithoutProofWithoutKeyAndForNonsense) {
    const double infinity = std::numeric_limits<double>::infinity();
    const Link link = link_with(0.5, 0.0);
    for (const double e : {0.5, 0.7, 1.0, 2.0, infinity, -infinity, -1e-9, std::nan("")}) EXPECT_EQ(rate(link, e), 0.0) << e;
    EXPECT_EQ(rate(link_with(std::nan(""), 0.0), 0.01), 0.0);
    EXPECT_EQ(rate(link_with(0.5, std::nan("")), 0.01), 0.0);
    EXPECT_EQ(rate(link_with(0.5, 0.01, std::nan("")), 0.01), 0.0);
    EXPECT_EQ(rate(link_with(0.5, 0.01, 1.16, std::nan("")), 0.01), 0.0);
    EXPECT_EQ(rate(link_with(0.0, 0.0), 0.0), 0.0);
}

// Error correction can cost more than there is.
TEST(KeyRate, IsNeverNegative) {
    EXPECT_EQ(rate(link_with(0.5, 0.12), 0.1), 0.0);
    EXPECT_EQ(rate(link_with(0.5, 0.5), 0.0), 0.0);
}

TEST(KeyRate, OfAPerfectLinkIsTheYieldRoundedDown) {
    EXPECT_LE(rate(link_with(1.0, 0.0), 0.0), 1.0);
    EXPECT_NEAR(rate(link_with(1.0, 0.0), 0.0), 1.0, 1e-13);
}

TEST(KeyRate, DecreasesWithTheBound) {
    const Link link = link_with(1e-3, 0.01);
    double previous = 1.0;
    for (double e = 0.0; e < 0.5; e += 0.001) {
        EXPECT_LE(rate(link, e), previous);
        previous = rate(link, e);
    }
}

// Of laser pulses: s [p_1 Y_1 (1 - h(e_ph)) - f Q h(E/Q)], by hand.
TEST(KeyRate, OfSinglePhotonsByHand) {
    const Link link = link_with(0.04, 0.02, 1.3, 0.81);
    PhaseErrorBound found{UpperBound{0.05}};
    found.single_photons = SinglePhotons{LowerBound{0.3 * 0.11}, LowerBound{0.11}, UpperBound{0.03}};
    const double single = 0.3 * 0.11 * (1.0 - 0.286396957116);              // h(0.05)
    const double expected = 0.81 * (single - 1.3 * 0.04 * 0.141440542542);  // h(0.02)
    const double rate = asymptotic_key_rate(link, found).value;
    EXPECT_NEAR(rate, expected, 1e-13);
    found.single_photons.reset();
    EXPECT_EQ(asymptotic_key_rate(link, found).value, asymptotic_key_rate(link, UpperBound{0.05}).value);
}

TEST(KeyRate, OfSinglePhotonsIsZeroForNonsense) {
    const Link link = link_with(0.04, 0.001);
    const auto rate_of = [&](double detected, double phase_error) {
        PhaseErrorBound found{UpperBound{phase_error}};
        found.single_photons = SinglePhotons{LowerBound{detected}, LowerBound{0.1}, UpperBound{0.01}};
        return asymptotic_key_rate(link, found).value;
    };
    EXPECT_GT(rate_of(0.03, 0.01), 0.0);
    EXPECT_EQ(rate_of(0.0, 0.01), 0.0);
    for (const double e : {0.5, 0.7, 1.0, std::nan("")}) EXPECT_EQ(rate_of(0.03, e), 0.0) << e;
    EXPECT_EQ(rate_of(std::nan(""), 0.01), 0.0);
}

}  // namespace
}  // namespace keybound
