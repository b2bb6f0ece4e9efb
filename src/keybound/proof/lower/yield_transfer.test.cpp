#include "keybound/proof/lower/yield_transfer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "support/samples.hpp"

namespace keybound {
namespace {

// sin^2 of the angle moved by asin(sqrt u), as it is defined; in long double.
long double moved(double y, double u, int direction) {
    const long double angle = std::asin(std::sqrt(static_cast<long double>(y)));
    const long double to = angle + direction * std::asin(std::sqrt(static_cast<long double>(u)));
    const long double sine = std::sin(std::clamp(to, 0.0L, std::numbers::pi_v<long double> / 2.0L));
    return sine * sine;
}

std::vector<double> grid(double least) {
    std::vector<double> values = {0.0};
    for (double x = least; x < 0.5; x *= 1.7) {
        values.push_back(x);
        values.push_back(1.0 - x);
    }
    values.push_back(0.5);
    values.push_back(1.0);
    return values;
}

TEST(YieldTransfer, IsAMoveOfTheAngle) {
    for (const double u : {0.0, 1e-16, 1e-9, 1e-3, 0.3, 0.9, 1.0}) {
        for (const double y : grid(1e-16)) {
            const double size = y + u + 2.0 * std::sqrt(u * y);
            EXPECT_NEAR(least_yield_of_neighbour(y, u), static_cast<double>(moved(y, u, -1)), 1e-15 * size + 1e-18)
                << y << ' ' << u;
            EXPECT_NEAR(largest_yield_of_neighbour(y, u), static_cast<double>(moved(y, u, 1)), 1e-15 * size) << y << ' ' << u;
        }
    }
    EXPECT_EQ(least_yield_of_neighbour(std::nan(""), 0.1), 0.0);
    EXPECT_EQ(least_yield_of_neighbour(0.3, std::nan("")), 0.0);
    EXPECT_EQ(largest_yield_of_neighbour(std::nan(""), 0.1), 1.0);
    EXPECT_EQ(largest_yield_of_neighbour(0.3, std::nan("")), 1.0);
}

TEST(YieldTransfer, LinesNeverCrossTheCurves) {
    const std::vector<double> us = {0.0,   1e-300, 1e-60, 1e-36, 1e-33, 1e-30, 1e-25, 1e-20,
                                    1e-16, 1e-12,  1e-7,  1e-3,  0.1,   0.7,   0.999, 1.0};
    int touching = 0;
    for (const double u : us) {
        for (const double at : grid(1e-16)) {
            const SupportingLine below = line_below(at, u), above = line_above(at, u);
            for (const double y : grid(1e-16)) {
                const long double low = below.constant + static_cast<long double>(below.slope) * y;
                const long double high = above.constant + static_cast<long double>(above.slope) * y;
                // 1e-18: the roundings of long double near 1
                const long double least = moved(y, u, -1), largest = moved(y, u, 1);
                ASSERT_LE(low, least + 1e-18L * (least + y)) << "u " << u << " at " << at << " y " << y;
                ASSERT_GE(high, largest - 1e-18L * (largest + y)) << "u " << u << " at " << at << " y " << y;
            }
            const double touch = below.constant + below.slope * at;
            if (touch > 0.0) touching += touch > static_cast<double>(moved(at, u, -1)) - 1e-13 * at;
        }
    }
    EXPECT_GT(touching, 800);  // and they are no vertical distance away either
}

TEST(YieldTransfer, LinesOfNonsenseSayNothing) {
    for (const double bad : {std::nan(""), -1.0, 0.0, 1.0, 2.0}) {
        EXPECT_EQ(line_below(bad, 0.5).slope, 0.0);
        EXPECT_LE(line_below(bad, 0.5).constant, 0.0);
        EXPECT_EQ(line_above(bad, 0.5).slope, 0.0);
        EXPECT_GE(line_above(bad, 0.5).constant, 1.0);
    }
    for (const double bad : {std::nan(""), -1e-9, 2.0}) {
        EXPECT_LE(line_below(0.3, bad).constant, 0.0);
        EXPECT_GE(line_above(0.3, bad).constant, 1.0);
    }
}

}  // namespace
}  // namespace keybound
