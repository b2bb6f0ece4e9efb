#include "keybound/core/range.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace keybound {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(Range, HoldsTheEndsThatItIncludes) {
    EXPECT_TRUE(closed(0.0, 1.0).contains(0.0));
    EXPECT_TRUE(closed(0.0, 1.0).contains(1.0));
    EXPECT_FALSE(open(0.0, 1.0).contains(0.0));
    EXPECT_FALSE(open(0.0, 1.0).contains(1.0));
    EXPECT_FALSE(above(0.0, 1.0).contains(0.0));
    EXPECT_TRUE(above(0.0, 1.0).contains(1.0));
    EXPECT_TRUE(below(0.0, 1.0).contains(0.0));
    EXPECT_FALSE(below(0.0, 1.0).contains(1.0));
}

TEST(Range, IsExactAtItsEnds) {
    EXPECT_FALSE(closed(0.0, 1.0).contains(std::nextafter(0.0, -1.0)));
    EXPECT_FALSE(closed(0.0, 1.0).contains(std::nextafter(1.0, 2.0)));
    EXPECT_TRUE(open(0.0, 1.0).contains(std::nextafter(0.0, 1.0)));
    EXPECT_TRUE(open(0.0, 1.0).contains(std::nextafter(1.0, 0.0)));
}

TEST(Range, NegativeZeroIsZero) {
    EXPECT_TRUE(closed(0.0, 1.0).contains(-0.0));
    EXPECT_FALSE(above(0.0, 1.0).contains(-0.0));
}

TEST(Range, HoldsNoNaN) {
    for (const Range& range : {closed(-1.0, 1.0), open(-1.0, 1.0), above(-1.0, 1.0), below(-1.0, 1.0),
                               closed(-infinity, infinity), open(-infinity, infinity)}) {
        EXPECT_FALSE(range.contains(nan)) << range.to_string();
        EXPECT_FALSE(range.contains(-nan)) << range.to_string();
    }
}

TEST(Range, HoldsNoInfinityIfItIsFinite) {
    const double largest = std::numeric_limits<double>::max();
    for (const Range& range : {closed(-largest, largest), open(-1.0, 1.0), above(0.0, 1e300), below(-1e300, 0.0)}) {
        EXPECT_FALSE(range.contains(infinity)) << range.to_string();
        EXPECT_FALSE(range.contains(-infinity)) << range.to_string();
    }
}

TEST(Range, WithNaNForAnEndHoldsNothing) {
    EXPECT_FALSE(closed(nan, 1.0).contains(0.5));
    EXPECT_FALSE(closed(0.0, nan).contains(0.5));
}

TEST(Range, IsWrittenAsInMathematics) {
    EXPECT_EQ(closed(0.0, 1.0).to_string(), "[0, 1]");
    EXPECT_EQ(open(-0.5, 1e-9).to_string(), "(-0.5, 1e-09)");
    EXPECT_EQ(above(0.0, 10000.0).to_string(), "(0, 10000]");
    EXPECT_EQ(below(0.0, 1.0).to_string(), "[0, 1)");
}

}  // namespace
}  // namespace keybound
