#include "keybound/proof/lower/chsh.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/untrusted_links.hpp"

namespace keybound {
namespace {

using test::chsh_link;

double key(double s, double q) { return prove_chsh(chsh_link(s, q)).value().rate_bits_per_pulse.value; }
double h(double p) { return -p * std::log2(p) - (1.0 - p) * std::log2(1.0 - p); }

TEST(Chsh, ByHand) {
    // S = 2.6: C = sqrt(0.69)
    EXPECT_NEAR(key(2.6, 0.02), 1.0 - h(0.02) - h(0.5 * (1.0 + std::sqrt(0.69))), 1e-14);
    EXPECT_NEAR(key(2.0 * std::sqrt(2.0), 0.0), 1.0, 1e-12);
    EXPECT_LE(key(2.0 * std::sqrt(2.0), 0.0), 1.0);
    EXPECT_EQ(key(2.3, 0.08), 0.0);
}

TEST(Chsh, LocalTablesGiveAProvedZero) {
    for (const double s : {0.0, 1.0, 2.0, -2.0, -1.5}) {
        const auto outcome = prove_chsh(chsh_link(s, 0.0));
        EXPECT_EQ(outcome.verdict(), Verdict::proved);
        EXPECT_EQ(outcome.value().rate_bits_per_pulse.value, 0.0);
    }
    EXPECT_EQ(key(std::nextafter(2.0, 3.0), 0.0), 0.0);
}

TEST(Chsh, NamesOfOutcomesDoNotMatter) {
    EXPECT_EQ(key(-2.6, 0.25), key(2.6, 0.25));
    EXPECT_EQ(key(2.7, 0.984375), key(2.7, 0.015625));
}

TEST(Chsh, WhatIsNoNumberIsUndecided) {
    EXPECT_EQ(prove_chsh(chsh_link(std::nan(""), 0.1)).verdict(), Verdict::undecided);
    EXPECT_EQ(prove_chsh(chsh_link(2.5, std::nan(""))).verdict(), Verdict::undecided);
}

TEST(ChshRate, FlipsCostBobAndEve) {
    // f = 1/4 at S = 2.5, Q = 0.05: g = 3/16 (8 - 6.25)
    const double g = 3.0 / 16.0 * 1.75, c = std::sqrt(2.5 * 2.5 / 4.0 - 1.0);
    const double expected = 1.0 - h(0.5 * (1.0 + c)) + h(0.5 * (1.0 + std::sqrt(1.0 - g))) - h(0.05 + 0.25 - 0.025);
    EXPECT_NEAR(chsh_rate(2.5, 0.05, 0.25).value, expected, 1e-13);
    EXPECT_NEAR(chsh_rate(2.5, 0.05, 0.5).value, 0.0, 1e-12);  // a coin
}

}  // namespace
}  // namespace keybound
