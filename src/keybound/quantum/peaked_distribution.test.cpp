#include "keybound/quantum/peaked_distribution.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/samples.hpp"

namespace keybound {
namespace {

double information(double peak, double rest, double cells) { return peaked_information(peak, rest, cells).value; }

TEST(PeakedInformation, ByHand) {
    // three cells 0.4, 0.1, 0.1 of total 0.6: 0.6 (log2 3 - H(2/3, 1/6, 1/6))
    const double entropy = 2.0 / 3.0 * std::log2(1.5) + std::log2(6.0) / 3.0;
    EXPECT_NEAR(information(0.4, 0.1, 3.0), 0.6 * (std::log2(3.0) - entropy), 1e-14);
    EXPECT_NEAR(information(1.0, 0.0, 2.0), 1.0, 1e-14);
    EXPECT_NEAR(information(0.9, 0.0, 8.0), 2.7, 1e-13);
}

TEST(PeakedInformation, IsZeroForWhatIsFlatAndNothingBelow) {
    EXPECT_EQ(information(0.3, 0.3, 5.0), 0.0);
    EXPECT_EQ(information(0.1, 0.3, 5.0), 0.0);
    EXPECT_EQ(information(0.0, 0.0, 5.0), 0.0);
    EXPECT_EQ(information(-0.2, 0.0, 5.0), 0.0);
}

TEST(PeakedInformation, IsNeverBelowTheExactValue) {
    test::Random random(31);
    int positive = 0;
    for (int i = 0; i < test::samples(2000); ++i) {
        const double cells = std::floor(test::log_uniform(random, 2.0, 1e6));
        const double rest = test::log_uniform(random, 1e-12, 0.5) / cells;
        const double peak = rest * (1.0 + test::log_uniform(random, 1e-7, 1e6));
        const long double total = static_cast<long double>(peak) + (cells - 1.0L) * rest;
        const long double exact = peak * std::log2(static_cast<long double>(cells) * peak / total) +
                                  (cells - 1.0L) * rest * std::log2(static_cast<long double>(cells) * rest / total);
        const double value = information(peak, rest, cells);
        EXPECT_GE(value, static_cast<double>(exact));
        EXPECT_NEAR(value, static_cast<double>(exact), 1e-13 * static_cast<double>(total) * std::log2(cells) + 1e-300);
        positive += exact > 0.0L ? 1 : 0;
    }
    EXPECT_GE(positive, test::samples(2000) * 9 / 10);
}

TEST(PeakedInformation, GrowsWithThePeakAndFallsWithTheRest) {
    test::Random random(32);
    for (int i = 0; i < test::samples(500); ++i) {
        const double cells = std::floor(test::uniform(random, 2.0, 20.0));
        const double rest = test::uniform(random, 0.0, 0.1), peak = rest + test::uniform(random, 0.001, 0.5);
        EXPECT_GT(information(peak + 1e-3, rest, cells), information(peak, rest, cells));
        EXPECT_LT(information(peak, rest + 1e-4, cells), information(peak, rest, cells));
    }
}

// A number that is none must not become a bound of 0.
TEST(PeakedInformation, KeepsNaN) {
    const double nan = std::nan("");
    EXPECT_TRUE(std::isnan(information(nan, 0.1, 2.0)));
    EXPECT_TRUE(std::isnan(information(0.5, nan, 2.0)));
    EXPECT_TRUE(std::isnan(information(0.5, 0.1, nan)));
}

TEST(PeakedEntropy, KnownValues) {
    EXPECT_EQ(peaked_entropy(0.0, 3.0), 0.0);
    EXPECT_NEAR(peaked_entropy(0.75, 3.0), 2.0, 1e-15);
    EXPECT_NEAR(peaked_entropy(0.25, 1.0), 2.0 - 0.75 * std::log2(3.0), 1e-15);
    EXPECT_TRUE(std::isnan(peaked_entropy(1.5, 3.0)));
}

TEST(BiasedBitInformation, KnownValues) {
    const auto information = [](double bias) { return biased_bit_information(bias).value; };
    EXPECT_EQ(information(0.0), 0.0);
    EXPECT_EQ(information(-0.5), 0.0);
    EXPECT_GE(information(1.0), 1.0);
    EXPECT_NEAR(information(1.0), 1.0, 1e-14);
    EXPECT_NEAR(information(0.5), 1.0 - (2.0 - 0.75 * std::log2(3.0)), 1e-14);
    EXPECT_NEAR(information(std::nextafter(0.5, 0.0)), information(0.5), 1e-14);
    EXPECT_TRUE(std::isnan(information(std::nan(""))));
    EXPECT_TRUE(std::isnan(information(1.5)));
}

TEST(BiasedBitInformation, IsNeverBelowAndRelativelyClose) {
    test::Random random(33);
    for (int i = 0; i < test::samples(2000); ++i) {
        const double bias = i % 2 == 0 ? test::uniform(random, 0.0, 1.0) : test::log_uniform(random, 1e-12, 1.0);
        const long double c = bias;
        // the series c^2/2 + c^4/12 + .. where the logarithms would cancel
        const long double exact = c < 1e-3L
                                      ? (c * c / 2.0L + c * c * c * c / 12.0L + std::pow(c, 6.0L) / 30.0L) / std::log(2.0L)
                                      : (1.0L + c) / 2.0L * std::log2(1.0L + c) + (1.0L - c) / 2.0L * std::log2(1.0L - c);
        const double value = biased_bit_information(bias).value;
        EXPECT_GE(value, static_cast<double>(exact * (1.0L - 1e-16L))) << bias;
        EXPECT_NEAR(value / static_cast<double>(exact), 1.0, 1e-13) << bias;
    }
}

}  // namespace
}  // namespace keybound
