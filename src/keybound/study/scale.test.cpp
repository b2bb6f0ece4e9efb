#include "keybound/study/scale.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/core/error.hpp"

namespace keybound {
namespace {

TEST(Scale, GoesFromEndToEnd) {
    for (const Interval& interval : {Interval{-3.0, 7.0, false}, Interval{1e-9, 1e-2, true}, Interval{0.0, 1e-3, true}}) {
        const Scale scale(interval);
        const auto grid = scale.grid(65);
        EXPECT_EQ(grid.size(), 65u);
        EXPECT_EQ(grid.front(), interval.lower);
        EXPECT_EQ(grid.back(), interval.upper);
        for (std::size_t i = 1; i < grid.size(); ++i) EXPECT_LT(grid[i - 1], grid[i]);
        for (std::size_t i = 1; i < grid.size(); ++i)
            EXPECT_NEAR(scale.value(scale.place(grid[i])), grid[i], 1e-11 * std::fabs(grid[i]));
        EXPECT_EQ(scale.value(1.0), interval.upper);
    }
}

TEST(Scale, IsEvenInTheLogarithm) {
    const Scale scale({1e-8, 1e-4, true});
    EXPECT_EQ(scale.value(0.5), 1e-6);
    EXPECT_EQ(scale.value(0.0), 1e-8);
    EXPECT_EQ(Scale({0.0, 1.0, true}).value(0.0), 0.0);
    EXPECT_EQ(Scale({0.0, 1.0, true}).value(0.5), 1e-9);
    EXPECT_EQ(Scale({-1.0, 1.0, true}).value(0.5), 0.0) << "no logarithm there";
}

TEST(Scale, NeverLeavesTheInterval) {
    const Scale scale({0.12345678901234567, 0.98765432109876543, false});
    for (int i = 0; i <= 1000; ++i) {
        EXPECT_GE(scale.value(i / 1000.0), 0.12345678901234567);
        EXPECT_LE(scale.value(i / 1000.0), 0.98765432109876543);
    }
}

TEST(Scale, ReadsRanges) {
    const Interval interval = parse_interval("1e-9:2", "--range");
    EXPECT_EQ(interval.lower, 1e-9);
    EXPECT_EQ(interval.upper, 2.0);
    for (const char* text : {"", "1", "1:", ":1", "2:1", "1:1", "a:b", "1:2:3", "nan:1", "0:inf", "1 : 2"}) {
        EXPECT_THROW(parse_interval(text, "--range"), UserError) << text;
    }
}

}  // namespace
}  // namespace keybound
