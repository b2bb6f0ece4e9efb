#include "keybound/proof/upper/convex_combination_plus.hpp"

#include <gtest/gtest.h>

#include "keybound/proof/upper/convex_combination.hpp"
#include "keybound/quantum/entropy.hpp"
#include "support/samples.hpp"
#include "support/shared_links.hpp"

namespace keybound {
namespace {

using test::quantity;
using test::shared_link;
using test::SharedSetup;

double ceiling(const SharedSetup& setup) {
    return prove_convex_combination_plus(shared_link(setup)).value().rate_bits_per_pulse.value;
}

// Two qubits: Y (1 - h((1-v)/(2Y))) with Y = (1-L)v + (1-v)/2; junk: w = v - L(1-v)/2.
TEST(ConvexCombinationPlus, OfTwoQubitsByHand) {
    const double y = 0.9 * 0.8 + 0.1, z = 0.8 - 0.1 * 0.1 + 0.1;
    EXPECT_NEAR(ceiling({0.8, 0.1}), y * (1.0 - binary_entropy(0.1 / y)), 1e-13);
    EXPECT_NEAR(ceiling({0.8, 0.1, 2, 2, "same", "junk"}), z * (1.0 - binary_entropy(0.1 / z)), 1e-13);
    EXPECT_NEAR(ceiling({1.0, 0.3, 2, 4}), 0.7, 1e-13);
}

TEST(ConvexCombinationPlus, IsNeverWorseAndHasTheSameThreshold) {
    test::Random random(61);
    int better = 0;
    for (int i = 0; i < test::samples(600); ++i) {
        SharedSetup setup{test::uniform(random, 0.0, 1.0), test::uniform(random, 0.0, 1.0), 2 + i % 4, 2 + i % 3};
        setup.model = i % 5 == 0 ? "junk" : "uniform";
        setup.pattern = i % 2 == 0 ? "same" : "independent";
        const RateCeiling plain = prove_convex_combination(shared_link(setup)).value();
        const RateCeiling plus = prove_convex_combination_plus(shared_link(setup)).value();
        EXPECT_LE(plus.rate_bits_per_pulse.value, plain.rate_bits_per_pulse.value + 1e-13);
        EXPECT_EQ(quantity(plus.quantities, "visibility_threshold"), quantity(plain.quantities, "visibility_threshold"));
        better += plus.rate_bits_per_pulse.value < 0.99 * plain.rate_bits_per_pulse.value ? 1 : 0;
    }
    EXPECT_GE(better, test::samples(600) / 4);
}

}  // namespace
}  // namespace keybound
