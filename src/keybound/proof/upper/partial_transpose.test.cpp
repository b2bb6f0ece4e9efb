#include "keybound/proof/upper/partial_transpose.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/proof/private_state_bounds.hpp"
#include "keybound/proof/upper/state_entanglement.hpp"
#include "support/channels.hpp"
#include "support/shared_links.hpp"
#include "support/small_states.hpp"

namespace keybound {
namespace {

using test::quantity;

Link state_link(double dimension, int copies = 1) {
    Link link;
    link.protocol = "private-state";
    link.private_state = PrivateState{dimension, copies};
    return link;
}

TEST(PartialTranspose, OfPrivateStates) {
    const RateCeiling found = prove_partial_transpose(state_link(81.0)).value();
    EXPECT_NEAR(found.rate_bits_per_pulse.value, 0.1 * (1.0 + std::log2(0.9)), 1e-14);
    EXPECT_NEAR(quantity(found.quantities, "published_bound"), 0.1, 1e-14);
    EXPECT_EQ(quantity(found.quantities, "dimension_threshold"), 20.0);
    EXPECT_EQ(quantity(found.quantities, "published_dimension_threshold"), 24.0);
    const double gap = private_state_key(0.1).value - transposed_entanglement(0.1).value;
    EXPECT_NEAR(quantity(found.quantities, "gap"), gap, 1e-14);
    EXPECT_LE(quantity(found.quantities, "gap"), gap);
    EXPECT_LT(quantity(prove_partial_transpose(state_link(19.0)).value().quantities, "gap"), 0.0);
    EXPECT_GT(quantity(prove_partial_transpose(state_link(20.0)).value().quantities, "gap"), 0.0);
}

// With copies, the gap and conditional_rate are those after advantage distillation; the rate stays that of one copy.
TEST(PartialTranspose, AfterAdvantageDistillation) {
    const RateCeiling found = prove_partial_transpose(state_link(3.0, 4)).value();
    EXPECT_NEAR(found.rate_bits_per_pulse.value, transposed_entanglement(1.0 / (std::sqrt(3.0) + 1.0)).value, 1e-14);
    EXPECT_NEAR(quantity(found.quantities, "conditional_rate"), transposed_entanglement(0.1).value, 1e-14);
    EXPECT_NEAR(quantity(found.quantities, "gap"), private_state_key(0.1).value - transposed_entanglement(0.1).value, 1e-14);
}

TEST(PartialTranspose, OfChannelsMadeOfThem) {
    const RateCeiling found = prove_partial_transpose(test::private_channel_link(81.0)).value();
    EXPECT_NEAR(found.rate_bits_per_pulse.value, std::log2(1.08), 1e-14);
    EXPECT_NEAR(quantity(found.quantities, "published_bound"), std::log2(1.1), 1e-14);
    EXPECT_EQ(quantity(found.quantities, "dimension_threshold"), 23.0);
    EXPECT_EQ(quantity(found.quantities, "published_dimension_threshold"), 29.0);
    EXPECT_GT(quantity(prove_partial_transpose(test::private_channel_link(23.0)).value().quantities, "gap"), 0.0);
    EXPECT_LT(quantity(prove_partial_transpose(test::private_channel_link(22.0)).value().quantities, "gap"), 0.0);
}

TEST(PartialTranspose, NeedsAChannelBehindTheTransposition) {
    EXPECT_EQ(prove_partial_transpose(test::channel_link("depolarising", 0.1)).verdict(), Verdict::not_applicable);
    EXPECT_EQ(prove_partial_transpose(test::channel_link("dephasing", 0.1)).verdict(), Verdict::not_applicable);
    EXPECT_EQ(prove_partial_transpose(test::channel_link("amplitude-damping", 0.5)).verdict(), Verdict::not_applicable);
    EXPECT_EQ(prove_partial_transpose(test::channel_link("dephasing", 0.5)).verdict(), Verdict::undecided);
    const auto broken = prove_partial_transpose(test::channel_link("depolarising", 0.8));
    EXPECT_EQ(broken.value().rate_bits_per_pulse.value, 0.0);
}

// A matrix: the bound is that of the better of the state and its partial transpose.
TEST(PartialTranspose, OfMatrices) {
    test::Random random(77);
    // a random state of 2 x 4 dimensions in so much noise that its partial transpose is positive
    const SmallMatrix state = 0.35 * test::random_state(random, 8, 3) + 0.65 / 8.0 * SmallMatrix::Identity(8, 8);
    const Link link = test::measured_link(
        test::measured_state(state, {2, 4}, {{"ZZ", {test::computational_elements(2), test::computational_elements(4)}}}, 0.1));
    const RateCeiling found = prove_partial_transpose(link).value();
    const double bound = found.rate_bits_per_pulse.value;
    EXPECT_LE(bound, prove_entanglement_of_measured_state(link).value().rate_bits_per_pulse.value / 0.9 + 1e-9);
    const auto items = found.evidence.items();
    EXPECT_EQ(conclude_partial_transpose(link, items).value().rate_bits_per_pulse.value, bound);
    EXPECT_EQ(conclude_partial_transpose(link, {items[0]}).verdict(), Verdict::undecided);
}

TEST(PartialTranspose, NeedsAStateThatStaysOne) {
    const auto z = test::computational_elements(2);
    const auto verdict = [&](const SmallMatrix& state) {
        return prove_partial_transpose(test::measured_link(test::measured_state(state, {2, 2}, {{"ZZ", {z, z}}}, 0.0)))
            .verdict();
    };
    EXPECT_EQ(verdict(test::noisy_ghz(2, 2, 0.34)), Verdict::not_applicable);
    EXPECT_EQ(verdict(test::noisy_ghz(2, 2, 1.0 / 3.0)), Verdict::not_applicable);  // on the edge: a matter of rounding
    EXPECT_EQ(verdict(test::noisy_ghz(2, 2, 0.33)), Verdict::proved);
    EXPECT_EQ(prove_partial_transpose(test::shared_link({0.2, 0.0})).verdict(), Verdict::not_applicable);
}

}  // namespace
}  // namespace keybound
