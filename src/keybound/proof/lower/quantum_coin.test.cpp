#include "keybound/proof/lower/quantum_coin.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "support/links.hpp"

namespace keybound {
namespace {

using test::link_of;

double bound(const Link& link) { return prove_quantum_coin(link).value().phase_error_rate.value; }

double evidence(const Link& link, const std::string& name) {
    const auto outcome = prove_quantum_coin(link);
    for (const EvidenceItem& item : outcome.value().evidence.items()) {
        if (item.name == name) return item.real[0];
    }
    return std::nan("");
}

// sin^2( asin sqrt e_X + 2 asin sqrt(eps/Y) ), and the coin reads X_C = 1 with probability eps.
TEST(QuantumCoin, OfPerfectStatesHasTheKnownClosedForm) {
    for (const double leakage : {1e-14, 1e-10, 1e-6, 1e-4}) {
        const Link link = link_of({.leakage = {leakage}});
        const auto& x = link.statistics.x;
        const double yield = link.statistics.key_yield();
        const double e = (x[2][1] + x[3][0]) / (2.0 * yield);
        const double expected = std::pow(std::sin(std::asin(std::sqrt(e)) + 2.0 * std::asin(std::sqrt(leakage / yield))), 2);
        EXPECT_NEAR(bound(link), expected, 1e-9 * expected) << leakage;
        EXPECT_GE(bound(link), expected * (1.0 - 1e-15)) << leakage;
        EXPECT_NEAR(*prove_quantum_coin(link).value().coin_imbalance / leakage, 1.0, 1e-6);
    }
}

TEST(QuantumCoin, KnowsTheOverlapOfFlawedBases) {
    const double quarter = (std::numbers::pi + 0.063) / 4;
    const double overlap = (std::cos(quarter) + std::sin(quarter) * std::sin(2 * quarter)) / std::sqrt(2.0);
    EXPECT_NEAR(evidence(link_of({.modulation_error_rad = 0.063}), "basis_distance"), std::sqrt(2.0 - 2.0 * overlap), 1e-14);
}

TEST(QuantumCoin, UsesTheLargestLeakage) {
    const double largest = bound(link_of({.leakage = {1e-6}}));
    for (int j = 0; j < 4; ++j) {
        std::vector<double> leakage(4, 1e-9);
        leakage[static_cast<std::size_t>(j)] = 1e-6;
        EXPECT_EQ(bound(link_of({.leakage = leakage})), largest);
    }
}

// The sign of a ket is a convention.
TEST(QuantumCoin, IsBlindToSignsOfKets) {
    const double pi = std::numbers::pi;
    const double expected = bound(link_of({.leakage = {1e-6}}));
    for (int signs = 0; signs < 16; ++signs) {
        std::vector<std::array<double, 2>> states = {{0.0, 0.0}, {pi / 2, 0.0}, {pi / 4, 0.0}, {3 * pi / 4, 0.0}};
        for (int j = 0; j < 4; ++j) states[static_cast<std::size_t>(j)][0] += (signs >> j & 1) != 0 ? pi : 0.0;
        EXPECT_NEAR(bound(link_of({.leakage = {1e-6}, .states = states})), expected, 1e-9 * expected) << signs;
    }
}

TEST(QuantumCoin, NeedsBothXStates) {
    const auto outcome = prove_quantum_coin(link_of({}, 3));
    EXPECT_EQ(outcome.verdict(), Verdict::not_applicable);
    EXPECT_NE(outcome.reason().find("0X"), std::string::npos);
}

TEST(QuantumCoin, GivesUpWhereFlawsAreLargerThanTheYield) {
    EXPECT_EQ(bound(link_of({.modulation_error_rad = 0.063, .fibre_km = 200.0})), 0.5);
    EXPECT_EQ(bound(link_of({.leakage = {1.0}, .fibre_km = 0.0})), 0.5);
}

TEST(QuantumCoin, IsUndecidedForNaNAndWithoutDetections) {
    for (int j = 0; j < 4; ++j) {
        Link link = link_of({.leakage = {1e-6}});
        link.statistics.x[j][0] = std::nan("");
        EXPECT_EQ(prove_quantum_coin(link).verdict(), Verdict::undecided) << j;
    }
    Link dark = link_of({.leakage = {1e-6}});
    for (auto& p : dark.statistics.x) p = {0.0, 0.0};
    for (auto& p : dark.statistics.z) p = {0.0, 0.0};
    EXPECT_EQ(prove_quantum_coin(dark).verdict(), Verdict::undecided);
}

// X states detected four times as often as Z states: no source with so little leakage does that.
TEST(QuantumCoin, IsUndecidedForIncompatibleStatistics) {
    Link link = link_of({.leakage = {1e-9}});
    for (int j : {2, 3}) {
        for (double& p : link.statistics.x[j]) p *= 4.0;
    }
    const auto outcome = prove_quantum_coin(link);
    EXPECT_EQ(outcome.verdict(), Verdict::undecided);
    EXPECT_NE(outcome.reason().find("incompatible"), std::string::npos);
}

}  // namespace
}  // namespace keybound
