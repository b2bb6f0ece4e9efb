#include "keybound/device/leakage/given.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keybound/core/error.hpp"

namespace keybound {
namespace {

TEST(LeakageGiven, OneNumberIsForAllSettings) {
    for (const int settings : {3, 4}) {
        const SmallVector leakage = leakage_given({1e-6}, settings);
        ASSERT_EQ(leakage.size(), settings);
        for (int j = 0; j < settings; ++j) EXPECT_EQ(leakage(j), 1e-6);
    }
}

TEST(LeakageGiven, AListIsInTheOrderOfTheSettings) {
    const SmallVector leakage = leakage_given({1e-6, 0.0, 3e-6, 1.0}, 4);
    ASSERT_EQ(leakage.size(), 4);
    EXPECT_EQ(leakage(0), 1e-6);
    EXPECT_EQ(leakage(1), 0.0);
    EXPECT_EQ(leakage(2), 3e-6);
    EXPECT_EQ(leakage(3), 1.0);
}

TEST(LeakageGiven, AListOfAnotherLengthIsABug) {
    EXPECT_THROW(leakage_given({}, 4), Bug);
    EXPECT_THROW(leakage_given({0.1, 0.1}, 4), Bug);
    EXPECT_THROW(leakage_given({0.1, 0.1, 0.1}, 4), Bug);
    EXPECT_THROW(leakage_given({0.1, 0.1, 0.1, 0.1}, 3), Bug);
}

TEST(LeakageGiven, WhatIsNoDeficitIsABug) {
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double bad : {-1e-300, -1.0, 1.0 + 1e-15, infinity, -infinity, std::nan("")}) {
        EXPECT_THROW(leakage_given({bad}, 3), Bug) << bad;
        EXPECT_THROW(leakage_given({0.0, 0.0, bad}, 3), Bug) << bad;
    }
}

}  // namespace
}  // namespace keybound
