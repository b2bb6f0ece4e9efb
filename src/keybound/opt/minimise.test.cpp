#include "keybound/opt/minimise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace keybound {
namespace {

TEST(Minimise, FindsTheMinimumOfAParabola) {
    const auto f = [](double x) { return 3.0 + 2.0 * (x - 0.7) * (x - 0.7); };
    const Minimum found = minimise_between(f, -5.0, 11.0, 40);
    EXPECT_NEAR(found.x, 0.7, 1e-4);
    EXPECT_NEAR(found.value, 3.0, 1e-8);
    EXPECT_NEAR(minimise_after_scan(f, -5.0, 11.0, 7, 30).value, 3.0, 1e-8);
}

TEST(Minimise, LooksEverywhereFirst) {
    // a narrow valley that is deeper, far from a wide one
    const auto f = [](double x) { return std::min(0.1 * x * x, 5.0 * (x - 7.0) * (x - 7.0) - 1.0); };
    EXPECT_NEAR(minimise_after_scan(f, -10.0, 10.0, 41, 30).x, 7.0, 1e-3);
}

TEST(Minimise, KeepsTheEnds) {
    const auto falling = [](double x) { return -x; };
    const Minimum right = minimise_after_scan(falling, -1.0, 3.0, 9, 20);
    EXPECT_EQ(right.x, 3.0);
    EXPECT_EQ(right.value, -3.0);
    const Minimum left = minimise_after_scan([](double x) { return x; }, -1.0, 3.0, 9, 20);
    EXPECT_EQ(left.x, -1.0);
}

// What is no number is no minimum, and no answer hides between numbers that are none.
TEST(Minimise, AvoidsWhatIsNoNumber) {
    const double nan = std::nan("");
    const auto f = [&](double x) { return x < 2.0 ? nan : x > 5.0 ? std::numeric_limits<double>::infinity() : x; };
    const Minimum found = minimise_after_scan(f, 0.0, 10.0, 21, 25);
    EXPECT_GE(found.x, 2.0);
    EXPECT_LE(found.value, 2.01);
    const Minimum none = minimise_after_scan([&](double) { return nan; }, 0.0, 1.0, 5, 5);
    EXPECT_EQ(none.value, std::numeric_limits<double>::infinity());
    EXPECT_GE(none.x, 0.0);
    EXPECT_LE(none.x, 1.0);
    EXPECT_EQ(minimise_between([&](double) { return nan; }, 0.0, 1.0, 5).value, std::numeric_limits<double>::infinity());
}

TEST(Minimise, CountsItsCallsAndStaysInside) {
    int calls = 0;
    const auto f = [&](double x) {
        ++calls;
        EXPECT_GE(x, 1.0);
        EXPECT_LE(x, 2.0);
        return std::cos(5.0 * x);
    };
    minimise_after_scan(f, 1.0, 2.0, 11, 12);
    EXPECT_LE(calls, 11 + 12 + 3);
    calls = 0;
    minimise_between(f, 1.0, 2.0, 0);
    EXPECT_LE(calls, 3);
}

// The value belongs to the place, and is never above what the scan saw.
TEST(Minimise, IsNeverWorseThanTheScan) {
    for (int k = 1; k < 60; ++k) {
        const auto f = [&](double x) { return std::sin(k * x) + 0.3 * std::sin(17.0 * x + k); };
        const Minimum found = minimise_after_scan(f, -2.0, 3.0, 12, 10);
        EXPECT_EQ(found.value, f(found.x));
        for (int i = 0; i < 12; ++i) EXPECT_LE(found.value, f(i == 11 ? 3.0 : -2.0 + i * (5.0 / 11)) + 1e-12) << k;
    }
}

}  // namespace
}  // namespace keybound
