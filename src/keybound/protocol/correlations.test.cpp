#include "keybound/protocol/correlations.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>

#include "keybound/core/error.hpp"
#include "keybound/protocol/correlations_file.hpp"
#include "keybound/protocol/diqkd_chsh.hpp"
#include "support/samples.hpp"
#include "support/untrusted_links.hpp"

namespace keybound {
namespace {

TEST(Correlations, OfAPerfectState) {
    const CorrelationTable table = table_of_isotropic_state(1.0, 1.0, 0.0);
    const double r = std::sqrt(0.5);
    const double expected[2][3] = {{r, r, 1.0}, {r, -r, 0.0}};
    for (int x = 0; x < 2; ++x)
        for (int y = 0; y < 3; ++y) EXPECT_NEAR(table.correlator(x, y), expected[x][y], 1e-15);
    const Correlations seen = correlations_of(table);
    EXPECT_NEAR(seen.chsh_value, 2.0 * std::sqrt(2.0), 1e-14);
    EXPECT_NEAR(seen.quantum_bit_error_rate, 0.0, 1e-15);
}

// Efficiency 0.9, dark counts 0.05: the right detector clicks with 0.905, the other with 0.05.
TEST(Correlations, SeenByDetectors) {
    const double none = 0.095 * 0.05 + 0.5 * 0.905 * 0.05, one = 0.905 * 0.95 + 0.5 * 0.905 * 0.05;
    const CorrelationTable table = table_of_isotropic_state(0.8, 0.9, 0.05);
    const double equal = 0.45, differ = 0.05;  // of A0, B2 before the detectors
    EXPECT_NEAR(table(0, 2, 1, 1), equal * (none * none + one * one) + 2.0 * differ * none * one, 1e-15);
    EXPECT_NEAR(table(0, 2, 1, 0),
                equal * (none * (1.0 - none) + one * (1.0 - one)) + differ * (none * (1.0 - one) + one * (1.0 - none)), 1e-15);
    for (int x = 0; x < 2; ++x) {
        for (int y = 0; y < 3; ++y) {
            double sum = 0.0;
            for (int k = 0; k < 4; ++k) sum += table(x, y, k / 2, k % 2);
            EXPECT_NEAR(sum, 1.0, 1e-15);
            EXPECT_NEAR(table(x, y, 1, 0) + table(x, y, 1, 1), 0.5 * (none + one), 1e-15);  // no signalling
        }
    }
    // nothing arrives, nothing clicks: outcome 0
    EXPECT_NEAR(table_of_isotropic_state(1.0, 1e-12, 0.0)(0, 0, 0, 0), 1.0, 1e-11);
}

TEST(Correlations, TheSignOfTheTestIsFound) {
    CorrelationTable table = table_of_isotropic_state(0.9, 1.0, 0.0);
    for (int x = 0; x < 2; ++x) {  // Bob's outcomes of the test turned around, and his settings exchanged
        for (int a = 0; a < 2; ++a) {
            const double p[2][2] = {{table(x, 0, a, 0), table(x, 0, a, 1)}, {table(x, 1, a, 0), table(x, 1, a, 1)}};
            for (int b = 0; b < 2; ++b) {
                table.probabilities[table.index(x, 0, a, b)] = p[1][1 - b];
                table.probabilities[table.index(x, 1, a, b)] = p[0][1 - b];
            }
        }
    }
    EXPECT_NEAR(correlations_of(table).chsh_value, 1.8 * std::sqrt(2.0), 1e-14);
}

TEST(Correlations, AreRoundedOutward) {
    const Link exact = test::chsh_link(-2.5, 0.9375), computed = test::isotropic_link(0.9);
    EXPECT_EQ(exact.correlations->violation_below(), 2.5);
    EXPECT_EQ(exact.correlations->violation_above(), 2.5);
    EXPECT_EQ(exact.correlations->error_above(), 0.0625);
    EXPECT_EQ(exact.correlations->error_below(), 0.0625);
    const long double s = 2.0L * std::sqrt(2.0L) * 0.9;
    EXPECT_LT(computed.correlations->violation_below(), s);
    EXPECT_GT(computed.correlations->violation_above(), s);
    EXPECT_LT(computed.correlations->error_below(), 0.05L);
    EXPECT_GT(computed.correlations->error_above(), 0.05L);
    EXPECT_NEAR(computed.correlations->violation_above(), computed.correlations->violation_below(), 2e-14);
}

TEST(DiqkdChsh, HasASharedStateWhereThereIsOne) {
    EXPECT_TRUE(test::isotropic_link(0.9).shared.has_value());
    EXPECT_FALSE(test::chsh_link(2.5, 0.1).shared.has_value());
    EXPECT_FALSE(test::chsh_link(2.5, 0.1).correlations->table.has_value());
    EXPECT_EQ(*test::isotropic_link(0.9).correlations->visibility, 0.9);
    Scenario scenario;
    scenario.protocol.name = "diqkd-chsh";
    scenario.detector = {0.95, 0.0};
    EXPECT_FALSE(diqkd_chsh_link(scenario).correlations->visibility.has_value());
}

std::string csv_of(const CorrelationTable& table, double shift = 0.0) {
    std::string text = "# a table\nx,y,a,b,p\n";
    for (int k = 0; k < 24; ++k) {
        const int x = k / 12, y = k / 4 % 3, a = k / 2 % 2, b = k % 2;
        char row[80];
        const double p = table(x, y, a, b) + (x == 1 && y == 1 ? (a == 0 ? shift : -shift) : 0.0);
        std::snprintf(row, sizeof row, "%d, %d,%d,%d,%.17g\r\n", x, y, a, b, p);
        text += row;
    }
    return text;
}

TEST(CorrelationsFile, IsReadInAnyOrder) {
    const CorrelationTable table = table_of_isotropic_state(0.9, 0.98, 1e-3);
    const CorrelationTable read = *read_correlations({"t.csv", csv_of(table)}).table;
    for (std::size_t k = 0; k < 24; ++k) EXPECT_NEAR(read.probabilities[k], table.probabilities[k], 1e-15);
}

TEST(CorrelationsFile, SettingsMayNotTellTheOtherParty) {
    const CorrelationTable table = table_of_isotropic_state(0.9, 1.0, 0.0);
    EXPECT_NO_THROW(read_correlations({"t.csv", csv_of(table, 1e-8)}));
    EXPECT_THROW(read_correlations({"t.csv", csv_of(table, 1e-5)}), UserError);
}

TEST(CorrelationsFile, WhatNoQuantumDeviceShowsIsRefused) {
    CorrelationTable box = table_of_isotropic_state(1.0, 1.0, 0.0);
    for (int k = 0; k < 16; ++k) {
        const int x = k / 8, y = k / 4 % 2, a = k / 2 % 2, b = k % 2;
        box.probabilities[box.index(x, y, a, b)] = (a ^ b) == x * y ? 0.5 : 0.0;
    }
    EXPECT_THROW(read_correlations({"t.csv", csv_of(box)}), UserError);
}

std::string counts_of(const std::array<std::int64_t, 24>& counts) {
    std::string text = "x,y,a,b,count\n";
    for (int k = 0; k < 24; ++k) {
        text += fmt::format("{},{},{},{},{}\n", k / 12, k / 4 % 3, k / 2 % 2, k % 2, counts[static_cast<std::size_t>(k)]);
    }
    return text;
}

// Rounds drawn from a table, this many for each pair of settings.
std::array<std::int64_t, 24> drawn(test::Random& random, const CorrelationTable& table, std::int64_t rounds) {
    std::array<std::int64_t, 24> counts{};
    for (std::size_t pair = 0; pair < 6; ++pair) {
        std::int64_t left = rounds;
        double weight = 1.0;
        for (std::size_t k = 0; k < 4; ++k) {
            const double p = table.probabilities[4 * pair + k];
            const std::int64_t n =
                k == 3 ? left : std::binomial_distribution<std::int64_t>(left, std::clamp(p / weight, 0.0, 1.0))(random);
            counts[4 * pair + k] = n;
            left -= n;
            weight -= p;
        }
    }
    return counts;
}

TEST(CountsFile, FrequenciesWithoutSignallingStay) {
    std::array<std::int64_t, 24> counts{};
    for (std::size_t k = 0; k < 24; ++k) counts[k] = (k % 4 == 0 || k % 4 == 3 ? 4 : 1) * static_cast<std::int64_t>(1 + k / 4);
    const Correlations seen = read_correlations({"t.csv", counts_of(counts)});
    for (std::size_t k = 0; k < 24; ++k) EXPECT_NEAR(seen.table->probabilities[k], k % 4 == 0 || k % 4 == 3 ? 0.4 : 0.1, 1e-15);
    EXPECT_EQ(seen.counted->deviations, 0.0);
    EXPECT_EQ(seen.counted->total, 210.0);
    EXPECT_NEAR(seen.quantum_bit_error_rate, 0.2, 1e-15);
}

// By hand: Alice's setting 0 gives outcome 0 in 60 of 100, 50 of 300 and 40 of 100 rounds, in 150 of 500 together.
TEST(CountsFile, MeansArePooled) {
    const Correlations seen = correlations_of_counts([] {
        CorrelationTable t;
        t.probabilities = {30, 30, 20, 20, 25, 25, 125, 125, 20, 20, 30, 30, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        return t;
    }());
    const CorrelationTable& t = *seen.table;
    for (int y = 0; y < 3; ++y) EXPECT_NEAR(t(0, y, 0, 0) + t(0, y, 0, 1), 150.0 / 500.0, 1e-15) << y;
    EXPECT_NEAR(t.correlator(0, 0), 0.0, 1e-15);
    EXPECT_NEAR(seen.counted->deviations, (0.2 + 0.4) / std::sqrt((1.0 - 0.16) / 100.0), 1e-12);
}

TEST(CountsFile, OfAnIsotropicStateCloseToIt) {
    test::Random random(8301);
    for (int i = 0; i < test::samples(20); ++i) {
        const double v = test::uniform(random, 0.8, 0.99);
        const CorrelationTable truth = table_of_isotropic_state(v, 0.99, 1e-4);
        const Correlations seen = read_correlations({"t.csv", counts_of(drawn(random, truth, 1000000))});
        EXPECT_NEAR(seen.chsh_value, correlations_of(truth).chsh_value, 4.0 * 6.0 / 1000.0) << i;
        EXPECT_GT(seen.counted->deviations, 0.0);
        EXPECT_LT(seen.counted->deviations, 6.0);
    }
}

// However few rounds there are, the fit is a table of probabilities without signalling.
TEST(CountsFile, TheFitIsATableWithoutSignalling) {
    test::Random random(8302);
    int moved = 0;
    for (int i = 0; i < test::samples(500); ++i) {
        CorrelationTable counts = table_of_isotropic_state(0.9, 1.0, 0.0);
        const auto n = drawn(random, table_of_isotropic_state(test::uniform(random, 0.0, 1.0), 0.9, 0.01), 1 + i % 40);
        for (std::size_t k = 0; k < 24; ++k) counts.probabilities[k] = static_cast<double>(n[k]);
        const CorrelationTable fit = *correlations_of_counts(counts).table;
        for (const double p : fit.probabilities) EXPECT_GE(p, -1e-15) << i;
        for (int x = 0; x < 2; ++x) {
            for (int y = 0; y < 3; ++y) {
                EXPECT_NEAR(fit(x, y, 0, 0) + fit(x, y, 0, 1), fit(x, 0, 0, 0) + fit(x, 0, 0, 1), 1e-15);
                EXPECT_NEAR(fit(x, y, 0, 0) + fit(x, y, 1, 0), fit(0, y, 0, 0) + fit(0, y, 1, 0), 1e-15);
                moved += std::fabs(fit.correlator(x, y) - counts.correlator(x, y) / (1 + i % 40)) > 1e-9 ? 1 : 0;
            }
        }
    }
    EXPECT_GE(moved, test::samples(500) / 20);
}

TEST(CountsFile, SignallingBeyondChanceIsRefused) {
    std::array<std::int64_t, 24> counts;
    counts.fill(250000);
    counts[0] += 8000, counts[2] -= 8000;
    EXPECT_THROW(read_correlations({"t.csv", counts_of(counts)}), UserError);
    counts.fill(250000);
    counts[0] += 400, counts[2] -= 400;
    EXPECT_NO_THROW(read_correlations({"t.csv", counts_of(counts)}));
    for (std::size_t k = 8; k < 12; ++k) counts[k] = 0;
    EXPECT_THROW(read_correlations({"t.csv", counts_of(counts)}), UserError);
}

}  // namespace
}  // namespace keybound
