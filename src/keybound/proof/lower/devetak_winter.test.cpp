#include "keybound/proof/lower/devetak_winter.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/quantum/entropy.hpp"
#include "support/samples.hpp"
#include "support/shared_links.hpp"

namespace keybound {
namespace {

using test::shared_link;
using test::SharedSetup;

double key(const SharedSetup& setup) { return prove_devetak_winter(shared_link(setup)).value().rate_bits_per_pulse.value; }

// Hashing: 1 - S(AB), with the eigenvalues (1+3v)/4 and three times (1-v)/4.
TEST(DevetakWinter, IsHashingWithoutLeaks) {
    const double p = 0.1 / 4.0, f = 1.0 - 3.0 * p;
    EXPECT_NEAR(key({0.9, 0.0}), 1.0 + f * std::log2(f) + 3.0 * p * std::log2(p), 1e-13);
    EXPECT_NEAR(key({1.0, 0.0, 5}), std::log2(5.0), 1e-13);
    EXPECT_LE(key({1.0, 0.0, 2}), 1.0);
    EXPECT_EQ(key({0.3, 0.0}), 0.0);
}

// (1-L) S(Z|E) - h(Q), S(Z|E) = 1 + h(Q) - S(AB).
TEST(DevetakWinter, ByHandWithLeaks) {
    const double q = 0.05, p = 0.1 / 4.0, f = 1.0 - 3.0 * p;
    const double spectrum = -f * std::log2(f) - 3.0 * p * std::log2(p), error = binary_entropy(q);
    EXPECT_NEAR(key({0.9, 0.2}), 0.8 * (1.0 + error - spectrum) - error, 1e-13);
    EXPECT_NEAR(key({0.9, 0.1, 2, 2, "disjoint"}), key({0.9, 0.2}), 1e-13);
    EXPECT_NEAR(key({0.9, 0.1, 2, 2, "independent"}), key({0.9, 0.19}), 1e-13);
    EXPECT_NEAR(key({1.0, 0.3, 3}), 0.7 * std::log2(3.0), 1e-13);
}

TEST(DevetakWinter, GrowsWithVisibilityAndFallsWithLeaks) {
    test::Random random(63);
    int positive = 0;
    for (int i = 0; i < test::samples(1000); ++i) {
        const int d = 2 + i % 5;
        const double v = test::uniform(random, 0.7, 0.99), leak = test::uniform(random, 0.0, 0.6);
        const double here = key({v, leak, d});
        EXPECT_GE(key({v + 0.005, leak, d}), here);
        EXPECT_LE(key({v, leak + 0.005, d}), here);
        positive += here > 0.0 ? 1 : 0;
    }
    EXPECT_GE(positive, test::samples(1000) / 2);
}

// Conference key of GHZ states: log2 d without noise; by hand of three qubits with outcomes of Z:
// S(A|E) = 1 + S(BC|a) - S(ABC), and one error entropy.
TEST(DevetakWinter, OfManyParties) {
    EXPECT_NEAR(key({1.0, 0.25, 3, 5}), 0.75 * std::log2(3.0), 1e-12);
    const double v = 0.9, noise = 1.0 - v;
    const auto term = [](double x) { return -x * std::log2(x); };
    const double state = term(v + noise / 8.0) + 7.0 * term(noise / 8.0);
    const double others = term(v + noise / 4.0) + 3.0 * term(noise / 4.0);
    const double error = binary_entropy(0.5 * noise);
    EXPECT_NEAR(key({v, 0.0, 2, 3}), 1.0 + others - state - error, 1e-13);
    EXPECT_NEAR(key({v, 0.05, 2, 3, "independent"}), std::pow(0.95, 3) * (1.0 + others - state) - error, 1e-13);
    EXPECT_EQ(key({0.3, 0.0, 2, 3}), 0.0);
    EXPECT_GT(key({1.0, 0.0, 1024, 32}), 9.99);
}

TEST(DevetakWinter, IsForLeaksOfAnyRound) {
    EXPECT_EQ(prove_devetak_winter(shared_link({0.9, 0.1, 2, 2, "same", "junk"})).verdict(), Verdict::not_applicable);
}

}  // namespace
}  // namespace keybound
