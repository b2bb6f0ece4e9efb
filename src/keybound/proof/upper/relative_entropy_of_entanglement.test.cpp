#include "keybound/proof/upper/relative_entropy_of_entanglement.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/quantum/entropy.hpp"
#include "support/shared_links.hpp"

namespace keybound {
namespace {

using test::quantity;
using test::shared_link;
using test::SharedSetup;

double ceiling(const SharedSetup& setup) {
    return prove_relative_entropy_of_entanglement(shared_link(setup)).value().rate_bits_per_pulse.value;
}

// Two qubits of fidelity F: 1 - h(F). Qudits: log2 d - h(F) - (1-F) log2(d-1).
TEST(RelativeEntropyOfEntanglement, TextbookValues) {
    EXPECT_NEAR(ceiling({0.8, 0.0}), 1.0 - binary_entropy(0.85), 1e-13);
    EXPECT_NEAR(ceiling({0.8, 0.3}), 0.7 * (1.0 - binary_entropy(0.85)), 1e-13);
    const double fidelity = 0.8 + 0.2 / 9.0;
    EXPECT_NEAR(ceiling({0.8, 0.0, 3}), std::log2(3.0) - binary_entropy(fidelity) - (1.0 - fidelity), 1e-13);
    EXPECT_NEAR(ceiling({1.0, 0.0, 7}), std::log2(7.0), 1e-13);
    EXPECT_EQ(ceiling({0.33, 0.0}), 0.0);
    EXPECT_GT(ceiling({0.34, 0.9}), 0.0);
    EXPECT_EQ(ceiling({1.0, 1.0}), 0.0);
}

// Three qubits, any cut: Y (1 - h(x/Y)) with x = v + u, Y = v + 4u, u = (1-v)/8.
TEST(RelativeEntropyOfEntanglement, AcrossTheBestCut) {
    const double u = 0.3 / 8.0, x = 0.7 + u, y = 0.7 + 4.0 * u, entropy = y * (1.0 - binary_entropy(x / y));
    EXPECT_NEAR(ceiling({0.7, 0.0, 2, 3}), entropy, 1e-13);
    EXPECT_NEAR(ceiling({0.7, 0.2, 2, 3, "disjoint"}), 0.8 * entropy, 1e-13);
    EXPECT_NEAR(ceiling({0.7, 0.2, 2, 3, "independent"}), (1.0 - 0.232) * entropy, 1e-13);
    EXPECT_NEAR(ceiling({0.7, 0.2, 2, 2, "independent"}), 0.64 * (1.0 - binary_entropy(0.775)), 1e-13);
}

TEST(RelativeEntropyOfEntanglement, ThresholdIsThatOfEntanglementUnlessAllLeaks) {
    const auto threshold = [](const SharedSetup& setup) {
        return quantity(prove_relative_entropy_of_entanglement(shared_link(setup)).value().quantities, "visibility_threshold");
    };
    EXPECT_NEAR(threshold({0.8, 0.7}), 1.0 / 3.0, 1e-14);
    EXPECT_NEAR(threshold({0.8, 0.7, 3, 3}), 0.1, 1e-14);
    EXPECT_EQ(threshold({0.8, 1.0}), 1.0);
}

TEST(RelativeEntropyOfEntanglement, SaysNothingOfLeaksThatDependOnTheState) {
    const auto outcome = prove_relative_entropy_of_entanglement(shared_link({0.8, 0.1, 2, 2, "same", "junk"}));
    EXPECT_EQ(outcome.verdict(), Verdict::not_applicable);
    EXPECT_NE(outcome.reason(), "");
}

}  // namespace
}  // namespace keybound
