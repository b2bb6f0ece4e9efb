#include "keybound/proof/upper/relative_entropy_of_entanglement_plus.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/proof/upper/convex_combination.hpp"
#include "keybound/proof/upper/convex_combination_plus.hpp"
#include "keybound/proof/upper/relative_entropy_of_entanglement.hpp"
#include "keybound/quantum/entropy.hpp"
#include "support/samples.hpp"
#include "support/shared_links.hpp"

namespace keybound {
namespace {

using test::quantity;
using test::shared_link;
using test::SharedSetup;

double ceiling(const SharedSetup& setup) {
    return prove_relative_entropy_of_entanglement_plus(shared_link(setup)).value().rate_bits_per_pulse.value;
}

TEST(RelativeEntropyPlus, ByHand) {
    // d = 3, v = 0.7, L = 0.2: u = 1/30
    const double u = 0.3 / 9.0, x = 0.8 * (0.7 + u), y = 0.8 * (0.7 + 9.0 * u) + 0.2 * 6.0 * u, f = x / y;
    EXPECT_NEAR(ceiling({0.7, 0.2, 3}), y * (std::log2(3.0) - binary_entropy(f) - (1.0 - f)), 1e-13);
    EXPECT_NEAR(ceiling({0.8, 0.0}), 1.0 - binary_entropy(0.85), 1e-13);
    // one leaked outcome is as good as all in matched bases
    EXPECT_NEAR(ceiling({0.8, 0.1, 2, 2, "disjoint"}), ceiling({0.8, 0.2}), 1e-13);
    EXPECT_NEAR(ceiling({0.8, 0.1, 2, 3, "disjoint"}), ceiling({0.8, 0.3, 2, 3}), 1e-13);
}

TEST(RelativeEntropyPlus, IsTheBestOfThemInMatchedBases) {
    test::Random random(62);
    int positive = 0;
    for (int i = 0; i < test::samples(900); ++i) {
        const SharedSetup setup{test::uniform(random, 0.2, 1.0), test::uniform(random, 0.0, 1.0), 2 + i % 5, 2};
        const Link link = shared_link(setup);
        const double value = ceiling(setup);
        positive += value > 0.0 ? 1 : 0;
        EXPECT_LE(value, prove_convex_combination(link).value().rate_bits_per_pulse.value + 1e-13);
        EXPECT_LE(value, prove_convex_combination_plus(link).value().rate_bits_per_pulse.value + 1e-13);
        EXPECT_LE(value, prove_relative_entropy_of_entanglement(link).value().rate_bits_per_pulse.value + 1e-13);
    }
    EXPECT_GE(positive, test::samples(900) / 2);
}

TEST(RelativeEntropyPlus, HasTheThresholdOfTheAttack) {
    for (const double leak : {0.0, 0.1, 0.5, 0.9}) {
        for (const auto& [d, parties] : {std::pair{2, 2}, {3, 2}, {2, 3}, {4, 3}}) {
            const SharedSetup setup{0.5, leak, d, parties};
            const double v = quantity(prove_convex_combination(shared_link(setup)).value().quantities, "visibility_threshold");
            EXPECT_EQ(quantity(prove_relative_entropy_of_entanglement_plus(shared_link(setup)).value().quantities,
                               "visibility_threshold"),
                      v);
            EXPECT_EQ(ceiling({v * (1.0 - 1e-12), leak, d, parties}), 0.0);
            EXPECT_GT(ceiling({v * (1.0 + 1e-6), leak, d, parties}), 0.0);
        }
    }
}

TEST(RelativeEntropyPlus, SaysNothingOfLeaksThatDependOnTheState) {
    const auto outcome = prove_relative_entropy_of_entanglement_plus(shared_link({0.8, 0.1, 2, 2, "same", "junk"}));
    EXPECT_EQ(outcome.verdict(), Verdict::not_applicable);
}

}  // namespace
}  // namespace keybound
