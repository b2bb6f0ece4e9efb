#include "keybound/quantum/entropy.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace keybound {
namespace {

TEST(BinaryEntropy, KnownValues) {
    EXPECT_EQ(binary_entropy(0.0), 0.0);
    EXPECT_EQ(binary_entropy(1.0), 0.0);
    EXPECT_DOUBLE_EQ(binary_entropy(0.5), 1.0);
    EXPECT_NEAR(binary_entropy(0.11), 0.499915958164528, 1e-14);
    EXPECT_NEAR(binary_entropy(0.25), 2.0 - 0.75 * std::log2(3.0), 1e-15);
}

// h(p) = p log2(e/p) + O(p^2): the digits of a tiny error rate must survive.
TEST(BinaryEntropy, KeepsRelativeAccuracyNearZero) {
    for (const double p : {1e-300, 1e-100, 1e-17, 1e-14, 1e-9}) {
        const double expected = p * (1.0 - std::log(p)) / std::log(2.0);
        EXPECT_NEAR(binary_entropy(p) / expected, 1.0, p + 1e-14) << p;
    }
}

TEST(BinaryEntropy, IsSymmetricAndIncreasingUpToOneHalf) {
    double previous = 0.0;
    for (int i = 1; i <= 512; ++i) {
        const double p = i / 1024.0;  // exact, so that 1 - p is exact too
        EXPECT_NEAR(binary_entropy(p), binary_entropy(1.0 - p), 4e-16) << p;
        EXPECT_GT(binary_entropy(p), previous) << p;
        previous = binary_entropy(p);
    }
}

// A rate that is no probability must not turn into an entropy, least of all into 0, which would be a perfect key.
TEST(BinaryEntropy, IsNaNForWhatIsNoProbability) {
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double p : {-1e-300, -1.0, 1.0 + 1e-15, infinity, -infinity, std::nan("")}) {
        EXPECT_TRUE(std::isnan(binary_entropy(p))) << p;
    }
}

}  // namespace
}  // namespace keybound
