#include "keybound/protocol/correlations.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <string>

#include "keybound/core/error.hpp"
#include "keybound/protocol/correlations_file.hpp"
#include "keybound/protocol/diqkd_chsh.hpp"
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
    const CorrelationTable read = read_correlations({"t.csv", csv_of(table)});
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

}  // namespace
}  // namespace keybound
