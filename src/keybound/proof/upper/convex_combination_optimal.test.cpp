#include "keybound/proof/upper/convex_combination_optimal.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/shared_links.hpp"
#include "support/small_states.hpp"

namespace keybound {
namespace {

using test::quantity;
using test::two_qubits;

double ceiling(const Link& link) { return prove_convex_combination_optimal(link).value().rate_bits_per_pulse.value; }

void expect_just_above(double bound, double exact, double tolerance) {
    EXPECT_GE(bound, exact - 1e-10);
    EXPECT_LE(bound, exact + tolerance);
}

// The closed form of convex-combination-plus for isotropic states: matched bases are its worst case.
TEST(ConvexCombinationOptimal, OfIsotropicStates) {
    for (const char axis : {'z', 'x', 'y'}) {
        expect_just_above(ceiling(two_qubits(test::noisy_ghz(2, 2, 0.8), axis, 0.1)), 0.3813461667, 2e-8);
        expect_just_above(ceiling(two_qubits(test::noisy_ghz(2, 2, 0.8), axis)), 0.4470674987, 2e-8);
    }
}

// Computed by an independent programme (alternating linearisation), to five digits.
TEST(ConvexCombinationOptimal, OfBellDiagonalStates) {
    const SmallMatrix state = test::bell_diagonal(0.85, 0.1, 0.05, 0.0);
    const double leaks[] = {0.0, 0.1, 0.3};
    const std::pair<char, std::vector<double>> known[] = {
        {'z', {.53017, .46251, .32992}}, {'x', {.44707, .38135, .25501}}, {'y', {.39016, .32607, .20517}}};
    for (const auto& [axis, values] : known) {
        for (int i = 0; i < 3; ++i) EXPECT_NEAR(ceiling(two_qubits(state, axis, leaks[i])), values[i], 6e-6) << axis << i;
    }
}

TEST(ConvexCombinationOptimal, OfAmplitudeDamping) {
    const SmallMatrix state = test::amplitude_damped(0.2);
    EXPECT_NEAR(ceiling(two_qubits(state, 'z')), 0.6099865453, 1e-5);
    EXPECT_NEAR(ceiling(two_qubits(state, 'z', 0.1)), 0.5336995855, 1e-5);
    EXPECT_NEAR(ceiling(two_qubits(state, 'z', 0.3)), 0.38522, 1e-5);
    EXPECT_NEAR(ceiling(two_qubits(state, 'x')), 0.70188, 1e-5);
    EXPECT_NEAR(ceiling(two_qubits(state, 'x', 0.1)), 0.61496, 1e-5);
    EXPECT_NEAR(ceiling(two_qubits(state, 'x', 0.3)), 0.44401, 1e-5);
}

TEST(ConvexCombinationOptimal, BestSeparableWeight) {
    const auto weight = [](const SmallMatrix& state) {
        return quantity(prove_convex_combination_optimal(two_qubits(state, 'z')).value().quantities, "best_separable_weight");
    };
    EXPECT_NEAR(weight(test::noisy_ghz(2, 2, 0.8)), 0.3, 1e-6);   // 3 (1 - v)/2
    EXPECT_NEAR(weight(test::amplitude_damped(0.2)), 0.1, 1e-4);  // |10> alone
    EXPECT_NEAR(weight(test::noisy_ghz(2, 2, 0.2)), 1.0, 1e-6);
}

TEST(ConvexCombinationOptimal, NoCorrelationWithoutEntanglement) {
    EXPECT_LE(ceiling(two_qubits(test::noisy_ghz(2, 2, 0.33), 'z', 0.1)), 1e-6);
    EXPECT_NEAR(ceiling(two_qubits(test::noisy_ghz(2, 2, 1.0), 'z')), 1.0, 1e-8);
    EXPECT_LE(ceiling(two_qubits(test::noisy_ghz(2, 2, 1.0), 'z', 1.0)), 1e-6);
}

TEST(ConvexCombinationOptimal, AveragesSettings) {
    Link both = two_qubits(test::amplitude_damped(0.2), 'z');
    both.measured->settings.push_back(test::matched_setting('x'));
    EXPECT_NEAR(ceiling(both), 0.5 * (0.6099865453 + 0.70188), 1e-5);
}

TEST(ConvexCombinationOptimal, SaysWhereItDoesNotApply) {
    const auto verdict = [](const Link& link) { return prove_convex_combination_optimal(link).verdict(); };
    EXPECT_EQ(verdict(test::shared_link({})), Verdict::not_applicable);
    Link link = two_qubits(test::noisy_ghz(2, 2, 0.8), 'z', 0.1);
    link.measured->leak_model = OutcomeLeak::LeakModel::junk;
    EXPECT_EQ(verdict(link), Verdict::not_applicable);
    EXPECT_EQ(conclude_convex_combination_optimal(link, {}).verdict(), Verdict::undecided);
    link.measured->leak_model = OutcomeLeak::LeakModel::uniform;
    link.measured->settings.clear();
    EXPECT_EQ(verdict(link), Verdict::not_applicable);
    const auto basis = test::computational_elements(2);
    EXPECT_EQ(verdict(test::measured_link(
                  test::measured_state(test::noisy_ghz(2, 3, 0.8), {2, 2, 2}, {{"ZZZ", {basis, basis, basis}}}))),
              Verdict::not_applicable);
}

TEST(ConvexCombinationOptimal, ConcludesTheSameFromItsEvidence) {
    const Link link = two_qubits(test::amplitude_damped(0.2), 'x', 0.1);
    const RateCeiling proved = prove_convex_combination_optimal(link).value();
    const RateCeiling again = conclude_convex_combination_optimal(link, proved.evidence.items()).value();
    EXPECT_EQ(again.rate_bits_per_pulse.value, proved.rate_bits_per_pulse.value);
    EXPECT_EQ(quantity(again.quantities, "best_separable_weight"), quantity(proved.quantities, "best_separable_weight"));
}

}  // namespace
}  // namespace keybound
