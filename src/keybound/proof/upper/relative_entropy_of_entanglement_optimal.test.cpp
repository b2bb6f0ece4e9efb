#include "keybound/proof/upper/relative_entropy_of_entanglement_optimal.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/proof/upper/convex_combination_optimal.hpp"
#include "keybound/proof/upper/state_entanglement.hpp"
#include "keybound/quantum/entropy.hpp"
#include "support/shared_links.hpp"
#include "support/small_states.hpp"

namespace keybound {
namespace {

using test::measured_state;
using test::two_qubits;

double ceiling(const Link& link) {
    return prove_relative_entropy_of_entanglement_optimal(link).value().rate_bits_per_pulse.value;
}

// The closed form of relative-entropy-of-entanglement-plus: matched bases, v = 0.8, L = 0.1; any better split is welcome.
TEST(RelativeEntropyOptimal, OfIsotropicStates) {
    EXPECT_NEAR(ceiling(two_qubits(test::noisy_ghz(2, 2, 0.8), 'z', 0.1)), 0.3342158214, 1e-7);
    EXPECT_NEAR(ceiling(two_qubits(test::noisy_ghz(2, 2, 0.8), 'z')), 1.0 - binary_entropy(0.85), 1e-7);
    EXPECT_NEAR(ceiling(two_qubits(test::noisy_ghz(2, 2, 0.8), 'y', 0.1)), 0.3342158214, 1e-7);
}

// It contains the two others.
TEST(RelativeEntropyOptimal, IsNoWorseThanItsParts) {
    test::Random random(61);
    int better = 0;
    for (int i = 0; i < 12; ++i) {
        const SmallMatrix state = test::random_state(random, 4, 1 + i % 4);
        const KeySetting setting{"any", {test::random_elements(random, 2, 2), test::random_elements(random, 2, 2 + i % 2)}};
        const Link link = test::measured_link(measured_state(state, {2, 2}, {setting}, 0.05 * (i % 5)));
        const double all = ceiling(link), attack = prove_convex_combination_optimal(link).value().rate_bits_per_pulse.value,
                     entropy = prove_entanglement_of_measured_state(link).value().rate_bits_per_pulse.value;
        EXPECT_LE(all, std::min(attack, entropy) + 2e-7) << i;
        better += all < std::min(attack, entropy) - 1e-3 ? 1 : 0;
    }
    EXPECT_GE(better, 2);
}

TEST(RelativeEntropyOptimal, OfThreeParties) {
    const auto basis = test::computational_elements(2);
    const auto link = [&](double v, double leak, OutcomeLeak::LeakPattern pattern) {
        return test::measured_link(
            measured_state(test::noisy_ghz(2, 3, v), {2, 2, 2}, {{"ZZZ", {basis, basis, basis}}}, leak, pattern));
    };
    EXPECT_NEAR(ceiling(link(1.0, 0.0, OutcomeLeak::LeakPattern::same)), 1.0, 1e-6);
    EXPECT_NEAR(ceiling(link(1.0, 0.2, OutcomeLeak::LeakPattern::same)), 0.8, 1e-6);
    // one party's outcome, or those of both others: L + L^2 - L^3; one of them alone: L
    EXPECT_NEAR(ceiling(link(1.0, 0.2, OutcomeLeak::LeakPattern::independent)), 1.0 - 0.232, 1e-6);
    EXPECT_NEAR(ceiling(link(1.0, 0.2, OutcomeLeak::LeakPattern::disjoint)), 0.8, 1e-6);
}

TEST(RelativeEntropyOptimal, SaysWhereItDoesNotApply) {
    const auto verdict = [](const Link& link) { return prove_relative_entropy_of_entanglement_optimal(link).verdict(); };
    EXPECT_EQ(verdict(test::shared_link({})), Verdict::not_applicable);
    Link link = two_qubits(test::noisy_ghz(2, 2, 0.8), 'z', 0.1);
    link.measured->leak_model = OutcomeLeak::LeakModel::junk;
    EXPECT_EQ(verdict(link), Verdict::not_applicable);
}

}  // namespace
}  // namespace keybound
