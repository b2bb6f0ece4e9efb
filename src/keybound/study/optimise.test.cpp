#include "keybound/study/optimise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace keybound {
namespace {

using Point = std::vector<double>;

// The largest value on a fine grid of the box, to compare with.
double largest_on_grid(const std::function<double(const Point&)>& f, const std::vector<Interval>& box, int count) {
    std::vector<std::vector<double>> grids;
    for (const Interval& interval : box) grids.push_back(Scale(interval).grid(count));
    double best = 0.0;
    std::vector<std::size_t> at(box.size(), 0);
    while (true) {
        Point x;
        for (std::size_t i = 0; i < box.size(); ++i) x.push_back(grids[i][at[i]]);
        best = std::fmax(best, f(x));
        std::size_t i = 0;
        while (i < box.size() && ++at[i] == grids[i].size()) at[i++] = 0;
        if (i == box.size()) return best;
    }
}

TEST(Optimise, IsAsGoodAsAFineGrid) {
    struct Case {
        std::function<double(const Point&)> f;
        std::vector<Interval> box;
    };
    const std::vector<Case> cases = {
        {[](const Point& x) { return x[0] * std::exp(-x[0]); }, {{0.0, 10.0, false}}},
        {[](const Point& x) { return std::fmax(0.0, 0.01 - std::fabs(std::log10(x[0]) + 5.5)); }, {{1e-6, 1e-5, true}}},
        {[](const Point& x) { return std::sin(5 * x[0]) + x[0]; }, {{0.0, 7.0, false}}},
        {[](const Point& x) { return 3.0 - x[0]; }, {{0.25, 2.0, false}}},
        {[](const Point& x) { return 1.0 / (1 + std::pow(x[0] - 0.3, 2) + 100 * std::pow(x[1] - x[0] * x[0], 2)); },
         {{-1.0, 1.0, false}, {-1.0, 1.0, false}}},
        {[](const Point& x) { return std::fmax(0.0, 0.1 - std::hypot(x[0] - 0.7, std::log10(x[1]) + 3.0)); },
         {{0.0, 1.0, false}, {1e-4, 1e-2, true}}},
        {[](const Point& x) { return std::exp(-std::fabs(x[0] - 0.4) - std::pow(x[1] - 0.1, 2) - x[2]); },
         {{0.0, 1.0, false}, {0.0, 1.0, false}, {0.0, 1.0, false}}},
    };
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const Optimum optimum = maximise(cases[i].f, {cases[i].box, {}});
        ASSERT_TRUE(optimum.found) << i;
        EXPECT_EQ(optimum.value, cases[i].f(optimum.x)) << i;
        const int count = cases[i].box.size() == 1 ? 100001 : cases[i].box.size() == 2 ? 801 : 101;
        EXPECT_GE(optimum.value, 0.995 * largest_on_grid(cases[i].f, cases[i].box, count)) << i;
        for (std::size_t j = 0; j < optimum.x.size(); ++j) {
            EXPECT_GE(optimum.x[j], cases[i].box[j].lower);
            EXPECT_LE(optimum.x[j], cases[i].box[j].upper);
        }
    }
}

TEST(Optimise, ReachesTheEdgesOfTheBox) {
    const Optimum left = maximise([](const Point& x) { return 1.0 - x[0]; }, {{{0.0, 1.0, false}}, {}});
    EXPECT_EQ(left.x, Point{0.0});
    const Optimum corner = maximise([](const Point& x) { return x[0] + x[1]; }, {{{0.0, 1.0, false}, {1e-6, 1e-3, true}}, {}});
    EXPECT_EQ(corner.x, (Point{1.0, 1e-3}));
}

// The rate is 0 on all but a small part of the box, where a local search would have no direction.
TEST(Optimise, SearchesAPlateauGlobally) {
    const auto island = [](const Point& x) { return std::fmax(0.0, 0.003 - std::fabs(x[0] - 0.7117)); };
    const Optimum optimum = maximise(island, {{{0.0, 1.0, false}}, {}});
    EXPECT_TRUE(optimum.found);
    EXPECT_GE(optimum.value, 0.995 * 0.003);
    const auto in_the_plane = [](const Point& x) { return std::fmax(0.0, 0.05 - std::hypot(x[0] - 0.7117, x[1] - 0.2031)); };
    const Optimum second = maximise(in_the_plane, {{{0.0, 1.0, false}, {0.0, 1.0, false}}, {}});
    EXPECT_TRUE(second.found);
    EXPECT_GE(second.value, 0.995 * 0.05);
}

TEST(Optimise, SaysThatEverythingWasZeroOnlyAfterHavingLooked) {
    std::vector<double> places;
    const auto zero = [&](const Point& x) {
        places.push_back(x[0]);
        return 0.0;
    };
    const Optimum optimum = maximise(zero, {{{0.0, 1.0, false}}, {}});
    EXPECT_FALSE(optimum.found);
    EXPECT_EQ(optimum.value, 0.0);
    EXPECT_EQ(optimum.evaluations, static_cast<int>(places.size()));
    std::sort(places.begin(), places.end());
    EXPECT_EQ(places.front(), 0.0);
    EXPECT_EQ(places.back(), 1.0);
    for (std::size_t i = 1; i < places.size(); ++i) EXPECT_LE(places[i] - places[i - 1], 1.0 / 256 + 1e-9);
    EXPECT_FALSE(
        maximise([](const Point&) { return std::numeric_limits<double>::quiet_NaN(); }, {{{0.0, 1.0, false}}, {}}).found);
}

TEST(Optimise, IsNeverWorseThanItsStart) {
    const auto needle = [](const Point& x) { return x[0] == 0.123456789 ? 1.0 : 0.5 * x[0]; };
    const Optimum optimum = maximise(needle, {{{0.0, 1.0, false}}, {0.123456789}});
    EXPECT_EQ(optimum.value, 1.0);
    EXPECT_EQ(optimum.x, Point{0.123456789});
}

TEST(Optimise, IsDeterministic) {
    const auto f = [](const Point& x) { return std::sin(3 * x[0]) * std::cos(x[1]) + 2.0; };
    const OptimiseTask task{{{0.0, 5.0, false}, {0.0, 5.0, false}}, {}};
    const Optimum first = maximise(f, task);
    const Optimum second = maximise(f, task);
    EXPECT_EQ(first.x, second.x);
    EXPECT_EQ(first.value, second.value);
    EXPECT_EQ(first.evaluations, second.evaluations);
}

TEST(Optimise, LetsExceptionsPass) {
    int calls = 0;
    const auto fails = [&](const Point&) -> double {
        if (++calls > 80) throw std::runtime_error("inside the local search");
        return 1.0;
    };
    EXPECT_THROW(maximise(fails, {{{0.0, 1.0, false}}, {}}), std::runtime_error);
    EXPECT_EQ(calls, 81);
}

}  // namespace
}  // namespace keybound
