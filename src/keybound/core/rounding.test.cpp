#include "keybound/core/rounding.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "support/samples.hpp"

namespace keybound::rounding {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double smallest = std::numeric_limits<double>::denorm_min();

TEST(Rounding, AlwaysMovesOutward) {
    for (const double value : {0.0, -0.0, smallest, -smallest, 1e-308, 1e-9, 0.1, 1.0, -1.0, 1e9, -1e300}) {
        for (const double operations : {0.0, 1.0, 32.0, 1e6}) {
            EXPECT_GT(up(value, operations), value) << value;
            EXPECT_LT(down(value, operations), value) << value;
            EXPECT_GT(up(value, operations, 1.0), value) << value;
            EXPECT_LT(down(value, operations, 1.0), value) << value;
        }
    }
}

TEST(Rounding, TakesTheMagnitudeWithoutItsSign) {
    EXPECT_EQ(margin(8, -3.0), margin(8, 3.0));
    EXPECT_GT(up(-1.0, 8), -1.0);
    EXPECT_LT(down(-1.0, 8), -1.0);
}

TEST(Rounding, IsNoWiderThanItSays) {
    EXPECT_LE(up(1.0, 8) - 1.0, 16 * unit + 2 * unit);
    EXPECT_LE(1.0 - down(1.0, 8), 16 * unit + 2 * unit);
    EXPECT_LE(up(0.0, 8, 1.0), 16 * unit * (1 + 1e-9));
}

TEST(Rounding, GrowsWithOperationsAndMagnitude) {
    EXPECT_GT(up(1.0, 100), up(1.0, 10));
    EXPECT_LT(down(1.0, 100), down(1.0, 10));
    EXPECT_GT(up(1.0, 10, 100.0), up(1.0, 10, 1.0));
    EXPECT_LT(down(1.0, 10, 100.0), down(1.0, 10, 1.0));
}

TEST(Rounding, NaNStaysNaN) {
    EXPECT_TRUE(std::isnan(up(nan, 8)));
    EXPECT_TRUE(std::isnan(down(nan, 8)));
    EXPECT_TRUE(std::isnan(up(1.0, 8, nan)));
    EXPECT_TRUE(std::isnan(down(1.0, nan)));
    EXPECT_TRUE(std::isnan(margin(8, nan)));
}

TEST(Rounding, InfinityIsNeverMadeFinite) {
    EXPECT_EQ(up(infinity, 8), infinity);
    EXPECT_EQ(up(1.0, 8, infinity), infinity);
    EXPECT_EQ(down(1.0, 8, infinity), -infinity);
}

// Below 2^-1022 a rounding loses up to half of the smallest double whatever the size of the number: a margin that is only
// relative would be zero there.
TEST(Rounding, CoversGradualUnderflow) {
    EXPECT_GE(margin(8, smallest), 8 * smallest);
    EXPECT_GE(margin(1, 0.0), smallest);
    const double product = smallest * 0.6;  // 0.6 of the smallest double rounds to 1
    EXPECT_LT(down(product, 1), smallest);
}

// Sums of terms in working precision against the same sums in extended precision.
TEST(Rounding, CoversTheErrorOfSums) {
    test::Random random(7);
    for (int sample = 0; sample < test::samples(2000); ++sample) {
        double sum = 0.0;
        long double exact = 0.0L;
        double magnitude = 0.0;
        const int terms = 50;
        for (int i = 0; i < terms; ++i) {
            const double a = test::log_uniform(random, 1e-12, 1.0) * (random() % 2 == 0 ? 1.0 : -1.0);
            const double b = test::uniform(random, -1.0, 1.0);
            sum += a * b;
            exact += static_cast<long double>(a) * b;
            magnitude += std::fabs(a * b);
        }
        ASSERT_GE(static_cast<long double>(up(sum, 2 * terms, magnitude)), exact);
        ASSERT_LE(static_cast<long double>(down(sum, 2 * terms, magnitude)), exact);
    }
}

// The machine that the model assumes.
TEST(Rounding, TheModelHoldsHere) {
    EXPECT_TRUE(std::numeric_limits<double>::is_iec559);
    const volatile double one = 1.0;
    const volatile double half_a_step = unit;
    EXPECT_EQ(one + half_a_step, 1.0);              // ties to even
    EXPECT_GT(one + 1.0000001 * half_a_step, 1.0);  // and to the nearest otherwise
    const volatile double a = 1.0 + 0x1p-30;
    EXPECT_EQ(a * a - (1.0 + 0x1p-29), 0.0) << "a fused multiplication would leave 2^-60";
    const volatile double not_a_number = nan;
    EXPECT_FALSE(not_a_number == not_a_number) << "-ffast-math?";
}

}  // namespace
}  // namespace keybound::rounding
