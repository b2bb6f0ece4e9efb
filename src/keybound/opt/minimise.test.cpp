#include "keybound/opt/minimise.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

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

TEST(Minimise, InABoxFindsTheBottomOfABowlAndItsEdge) {
    int calls = 0;
    const auto bowl = [&](const std::vector<double>& x) {
        ++calls;
        return (x[0] - 0.3) * (x[0] - 0.3) + 3.0 * (x[1] + 0.2) * (x[1] + 0.2) + x[0] * x[1];
    };
    const BoxMinimum inside = minimise_in_box(bowl, {{0.9, 0.9}, {-1.0, -1.0}, {1.0, 1.0}, 0.2, 60, 0.0});
    EXPECT_NEAR(inside.x[0], 4.8 / 11.0, 1e-3);  // by hand, from the gradient
    EXPECT_NEAR(inside.x[1], -3.0 / 11.0, 1e-3);
    EXPECT_EQ(inside.value, bowl(inside.x));
    const BoxMinimum edge = minimise_in_box(bowl, {{0.9, 0.9}, {0.5, 0.5}, {1.0, 1.0}, 0.1, 60, 0.0});
    EXPECT_NEAR(edge.x[0], 0.5, 1e-6);
    EXPECT_NEAR(edge.x[1], 0.5, 1e-6);
    calls = 0;
    minimise_in_box(bowl, {{0.9, 0.9}, {-1.0, -1.0}, {1.0, 1.0}, 0.2, 7, 0.0});
    EXPECT_LE(calls, 8);
}

TEST(Minimise, InABoxWalksAroundPlacesWithoutAValue) {
    const auto f = [](const std::vector<double>& x) { return x[0] < 0.0 ? std::nan("") : x[0] + x[1] * x[1]; };
    const BoxMinimum found = minimise_in_box(f, {{0.9, 0.5}, {-1.0, -1.0}, {1.0, 1.0}, 0.2, 80, 0.0});
    EXPECT_GE(found.x[0], 0.0);
    EXPECT_LT(found.value, 0.2);
    const auto never = [](const std::vector<double>&) { return std::nan(""); };
    EXPECT_EQ(minimise_in_box(never, {{0.4, 0.5}, {-1.0, -1.0}, {1.0, 1.0}, 0.2, 20, 0.0}).x, (std::vector<double>{0.4, 0.5}));
    EXPECT_THROW(minimise_in_box([](const std::vector<double>&) -> double { throw std::runtime_error("no"); },
                                 {{0.9, 0.5}, {-1.0, -1.0}, {1.0, 1.0}, 0.2, 20, 0.0}),
                 std::runtime_error);
}

}  // namespace
}  // namespace keybound
