#include "keybound/proof/upper/convex_combination.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/quantum/entropy.hpp"
#include "support/shared_links.hpp"

namespace keybound {
namespace {

using test::quantity;
using test::shared_link;
using test::SharedSetup;

RateCeiling found(const SharedSetup& setup) { return prove_convex_combination(shared_link(setup)).value(); }
double ceiling(const SharedSetup& setup) { return found(setup).rate_bits_per_pulse.value; }
double threshold(const SharedSetup& setup) { return quantity(found(setup).quantities, "visibility_threshold"); }

// Two qubits: Y (1 - h(t/Y)) with w = (1-L)(3v-1)/2, t = L(1-v)/2.
TEST(ConvexCombination, OfTwoQubitsByHand) {
    const double w = 0.9 * 0.7, t = 0.1 * 0.1;
    EXPECT_NEAR(ceiling({0.8, 0.1}), (w + t) * (1.0 - binary_entropy(t / (w + t))), 1e-13);
    EXPECT_NEAR(ceiling({1.0, 0.2}), 0.8, 1e-13);
    EXPECT_NEAR(ceiling({1.0, 0.2, 3}), 0.8 * std::log2(3.0), 1e-13);
    EXPECT_NEAR(ceiling({1.0, 0.0, 2, 5}), 1.0, 1e-13);
    // junk: what leaks is not taken from the entangled part
    const double u = 0.7;
    EXPECT_NEAR(ceiling({0.8, 0.1, 2, 2, "same", "junk"}), (u + t) * (1.0 - binary_entropy(t / (u + t))), 1e-13);
}

TEST(ConvexCombination, IsZeroUpToTheThresholdAndNotBeyond) {
    for (const char* model : {"uniform", "junk"}) {
        for (const double leak : {0.0, 0.1, 0.5, 0.9}) {
            for (const auto& [d, parties] : {std::pair{2, 2}, {3, 2}, {2, 3}, {4, 3}}) {
                const double v = threshold({0.5, leak, d, parties, "same", model});
                EXPECT_EQ(ceiling({v * (1.0 - 1e-12), leak, d, parties, "same", model}), 0.0);
                EXPECT_GT(ceiling({std::min(1.0, v * (1.0 + 1e-6)), leak, d, parties, "same", model}), 0.0);
            }
        }
    }
}

TEST(ConvexCombination, ThresholdIsRoundedDownward) {
    EXPECT_NEAR(threshold({0.8, 0.1}), 1.0 / 2.8, 1e-14);
    EXPECT_LT(threshold({0.8, 0.0}), 1.0 / 3.0);
    EXPECT_NEAR(threshold({0.8, 0.1, 2, 2, "same", "junk"}), 1.1 / 3.1, 1e-14);
    EXPECT_NEAR(threshold({0.8, 0.1, 2, 2, "independent"}), 1.0 / (1.0 + 2.0 * 0.81), 1e-14);
    EXPECT_NEAR(threshold({0.8, 0.1, 2, 2, "disjoint"}), 1.0 / 2.6, 1e-14);
    EXPECT_NEAR(threshold({0.8, 0.1, 2, 3, "disjoint"}), 1.0 / 5.0, 1e-14);
    EXPECT_NEAR(threshold({0.8, 0.1, 2, 3, "independent"}), 1.0 / (1.0 + 4.0 * (1.0 - 0.028)), 1e-14);
}

TEST(ConvexCombination, AllLeaksLeaveNothing) {
    EXPECT_EQ(ceiling({1.0, 1.0}), 0.0);
    EXPECT_EQ(ceiling({0.7, 1.0}), 0.0);
    EXPECT_LT(ceiling({1.0, 0.5, 2, 2, "disjoint"}), 1e-14);  // 2L is rounded
}

TEST(ConvexCombination, CountsRepeaters) {
    EXPECT_EQ(quantity(found({0.95, 0.1}).quantities, "maximum_repeaters"), 19.0);
    EXPECT_EQ(quantity(found({0.9, 0.1}).quantities, "maximum_repeaters"), 8.0);
    EXPECT_EQ(found({0.3, 0.1}).quantities.size(), 1U);
    EXPECT_NEAR(ceiling({0.9, 0.1, 2, 2, "same", "uniform", 2}), ceiling({0.729, 0.1}), 1e-13);
    EXPECT_GE(ceiling({0.9, 0.1, 2, 2, "same", "uniform", 2}), ceiling({0.729, 0.1}));
}

TEST(ConvexCombination, LeavesWhatASecondProgramNeeds) {
    const RateCeiling bound = found({0.8, 0.1, 2, 3});
    const auto items = bound.evidence.items();
    ASSERT_EQ(items.size(), 4U);
    const double w = items[0].real[0], t = items[1].real[0], cells = items[2].real[0], factor = items[3].real[0];
    const double total = w + (cells - 1.0) * t;
    EXPECT_NEAR(factor * (w * std::log2(cells * w / total) + (cells - 1.0) * t * std::log2(cells * t / total)),
                bound.rate_bits_per_pulse.value, 1e-13);
    EXPECT_EQ(cells, 4.0);
    EXPECT_EQ(factor, 0.5);
}

}  // namespace
}  // namespace keybound
