#include "keybound/proof/lower/decoy_reference.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/quantum/photon_number.hpp"
#include "support/laser_links.hpp"

namespace keybound {
namespace {

using test::laser_link;

TEST(DecoyReference, DeficitOfABasisIsThatOfTheMeanOverlap) {
    const ReferencePulses same = reference_pulses(laser_link("source.leakage = 1e-7\n"));
    const ReferencePulses mixed = reference_pulses(laser_link("source.leakage = [0.04, 0.01, 1e-14, 1e-14]\n"));
    const double overlap = 0.5 * (std::sqrt(0.96) + std::sqrt(0.99));
    for (int i = 0; i < 3; ++i) {
        EXPECT_NEAR(same.deficit[0][i], 1e-7, 1e-21);
        EXPECT_GE(same.deficit[1][i], 1e-7);
        EXPECT_NEAR(mixed.deficit[1][i], 1.0 - overlap * overlap, 1e-14);
        EXPECT_NEAR(mixed.deficit[0][i], 1e-14, 1e-27);
    }
    const ReferencePulses none = reference_pulses(laser_link(""));
    EXPECT_EQ(none.deficit[1][0], 0.0);
}

TEST(DecoyReference, KnowsPoissonNumbersAndTheVacuumExactly) {
    const ReferencePulses reference = reference_pulses(laser_link("source.intensities = [0.5, 0.1, 0.0]\n"));
    const PhotonNumbers& known = reference.numbers;
    for (int i = 0; i < 2; ++i) {
        double low = 0.0;
        for (int n = 0; n < known.numbers; ++n) {
            const double p = poisson(n, i == 0 ? 0.5 : 0.1);
            EXPECT_LE(known.low[i][n], p);
            EXPECT_GE(known.high[i][n], p);
            EXPECT_NEAR(known.low[i][n], known.high[i][n], 1e-13 * p);
            low += known.low[i][n];
        }
        EXPECT_GE(known.rest[i], 1.0 - low);
        EXPECT_LE(known.rest[i], 1e-12);
    }
    EXPECT_EQ(known.low[2][0], 1.0);
    EXPECT_EQ(known.rest[2], 0.0);
}

// The angle of N phases is that between the ideal pulse and its part of fewer than N photons.
TEST(DecoyReference, ChargesDiscretePhases) {
    const Link link = laser_link("source.phase_randomisation = \"discrete\"\nsource.phases = 5\nsource.leakage = 1e-5\n");
    const ReferencePulses reference = reference_pulses(link);
    for (int i = 0; i < 3; ++i) {
        const double mean = link.decoy->intensities[static_cast<std::size_t>(i)];
        double overlap = 0.0, sum = 0.0;  // sum_n sqrt(omega_n) sqrt(p_n) sqrt(P_n / p_n)
        for (int n = 0; n < 5; ++n) sum += poisson(n, mean);
        for (int n = 0; n < 5; ++n) overlap += std::sqrt(poisson(n, mean) / sum) * std::sqrt(poisson(n, mean));
        const double angle = std::acos(std::min(1.0, overlap)) + std::asin(std::sqrt(1e-5));
        EXPECT_NEAR(reference.deficit[1][i], std::sin(angle) * std::sin(angle), 1e-10) << i;
        for (int n = 0; n < 5; ++n) EXPECT_NEAR(reference.numbers.low[i][n], poisson(n, mean) / sum, 1e-13);
    }
}

TEST(DecoyReference, NeighboursAreRoundedOutward) {
    for (const double u : {1e-14, 1e-9, 1e-4, 0.1}) {
        for (const double y : {1e-13, 1e-8, 1e-3, 0.4, 0.999}) {
            const long double a = std::asin(std::sqrt(static_cast<long double>(y)));
            const long double b = std::asin(std::sqrt(static_cast<long double>(u)));
            const long double low = y <= u ? 0.0L : std::sin(a - b) * std::sin(a - b);
            const long double high = y >= 1.0 - u ? 1.0L : std::sin(a + b) * std::sin(a + b);
            EXPECT_LE(least_of_neighbour(y, u), low);
            EXPECT_GE(largest_of_neighbour(y, u), high);
            EXPECT_NEAR(least_of_neighbour(y, u), static_cast<double>(low), 1e-13 * (y + u));
            EXPECT_NEAR(largest_of_neighbour(y, u), static_cast<double>(high), 1e-13 * (y + u));
        }
    }
    EXPECT_EQ(least_of_neighbour(0.25, 0.0), 0.25);
}

}  // namespace
}  // namespace keybound
