#include "keybound/opt/lp.hpp"

#include <gtest/gtest.h>

#include "keybound/core/error.hpp"
#include "support/programmes.hpp"

namespace keybound {
namespace {

constexpr double infinity = Lp::infinity;
const double nan = std::numeric_limits<double>::quiet_NaN();

// min 2 x + 3 y with x >= 1, y >= 2 and x + y >= 4: 10 at (2, 2); the multipliers are (2, 0) with 1 left for y.
Lp small_lp() {
    Lp lp;
    lp.add_column(2.0, 1.0, infinity);
    lp.add_column(3.0, 2.0, infinity);
    lp.add_row(4.0, infinity, {{0, 0, 1.0}, {0, 1, 1.0}});
    return lp;
}

TEST(ConcludeLp, ExactMultipliersGiveTheMinimumToRounding) {
    const double bound = conclude_lp(small_lp(), {2.0}).value;
    EXPECT_LE(bound, 10.0);
    EXPECT_NEAR(bound, 10.0, 1e-13);
}

TEST(ConcludeLp, OtherMultipliersGiveLess) {
    EXPECT_NEAR(conclude_lp(small_lp(), {1.0}).value, 4.0 + 1.0 + 4.0, 1e-13);
    EXPECT_NEAR(conclude_lp(small_lp(), {0.0}).value, 8.0, 1e-13);
    EXPECT_NEAR(conclude_lp(small_lp(), {-5.0}).value, 8.0, 1e-13) << "no upper bound to press against: clipped to 0";
    EXPECT_EQ(conclude_lp(small_lp(), {2.5}).value, -infinity) << "x would pay 0.5 for every step to infinity";
}

TEST(ConcludeLp, FreeColumnsNeedAResidualOfExactlyZero) {
    Lp lp;  // min x + y with x + y >= 3, x - y = 1
    lp.add_column(1.0, -infinity, infinity);
    lp.add_column(1.0, -infinity, infinity);
    lp.add_row(3.0, infinity, {{0, 0, 1.0}, {0, 1, 1.0}});
    lp.add_row(1.0, 1.0, {{0, 0, 1.0}, {0, 1, -1.0}});
    EXPECT_NEAR(conclude_lp(lp, {1.0, 0.0}).value, 3.0, 1e-13);
    EXPECT_EQ(conclude_lp(lp, {std::nextafter(1.0, 2.0), 0.0}).value, -infinity);
    lp.entries[0].value = 0.1;  // 1 - 0.1 y is not representable: the rounding must not be taken for zero
    EXPECT_EQ(conclude_lp(lp, {10.0, 0.0}).value, -infinity);
}

TEST(ConcludeLp, NonsenseProvesNothing) {
    for (const double nonsense : {nan, infinity, -infinity}) EXPECT_EQ(conclude_lp(small_lp(), {nonsense}).value, -infinity);
    EXPECT_EQ(conclude_lp(small_lp(), {}).value, -infinity);
    EXPECT_EQ(conclude_lp(small_lp(), {1.0, 1.0}).value, -infinity);
    EXPECT_EQ(conclude_lp(small_lp(), {1e308}).value, -infinity);
    for (int place = 0; place < 6; ++place) {
        Lp lp = small_lp();
        if (place == 0) lp.cost[1] = nan;
        if (place == 1) lp.cost[1] = infinity;
        if (place == 2) lp.entries[1].value = nan;
        if (place == 3) lp.row_lower[0] = nan;
        if (place == 4) lp.column_lower[1] = nan;
        if (place == 5) lp.column_upper[0] = nan;
        EXPECT_EQ(conclude_lp(lp, {2.0}).value, -infinity) << place;
    }
}

TEST(ConcludeLp, RowsThatDoNotExistAreABug) {
    Lp lp = small_lp();
    lp.entries[0].row = 7;
    EXPECT_THROW(conclude_lp(lp, {2.0}), Bug);
}

// Whatever the candidate, the bound is below the cost of a feasible point; near the constructed multipliers it is close to it.
TEST(ConcludeLp, NoCandidateBeatsAFeasiblePoint) {
    test::Random random(4201);
    int usable = 0, strict = 0;
    for (int sample = 0; sample < test::samples(300); ++sample) {
        const test::KnownLp known = test::constructed_lp(random, 1 + sample % 7, 2 + sample % 9, sample % 3 == 0 ? 4.0 : 0.0);
        std::vector<double> duals(known.lp.rows());
        for (int attempt = 0; attempt < 4; ++attempt) {
            for (double& y : duals) y = test::uniform(random, -1, 1) * test::log_uniform(random, 1e-3, 1e3);
            const double bound = conclude_lp(known.lp, duals).value;
            EXPECT_LE(bound, known.optimum) << sample;
            if (bound > -1e300) ++usable;
            if (bound < known.optimum) ++strict;
        }
    }
    EXPECT_GE(usable, test::samples(1000));
    EXPECT_GE(strict, test::samples(1000));
}

// Integers are exact, so the margins alone separate the bound from the minimum, and they must separate it: a sum of terms
// that cancel (1e16 + 1 - 1e16) would otherwise come out too high.
TEST(ConcludeLp, RoundingGoesDown) {
    Lp lp;
    lp.add_column(1e16, 1.0, 1.0);
    lp.add_column(-1.0, 1.0, 1.0);
    lp.add_column(-1e16, 1.0, 1.0);
    lp.add_column(1.0, 1.0, 1.0);
    lp.add_column(-1.0, 1.0, 1.0);
    EXPECT_LE(conclude_lp(lp, {}).value, -1.0);
}

TEST(AsSdp, KeepsTheProgramme) {
    const Lp lp = small_lp();
    const LpAsSdp translated = as_sdp(lp);
    EXPECT_EQ(translated.problem.variables(), 2);
    EXPECT_EQ(translated.problem.blocks.size(), 3U);
    EXPECT_DOUBLE_EQ(cost_at(translated.problem, {2.0, 2.0}) + translated.constant_cost, 10.0);
    EXPECT_DOUBLE_EQ(evaluate_block(translated.problem.blocks[0], {3.0, 4.0})(0, 0).real(), 3.0);
}

TEST(AsSdp, EquationsAndFixedColumnsAreSolved) {
    test::Random random(4202);
    int equations = 0;
    for (int sample = 0; sample < test::samples(100); ++sample) {
        const test::KnownLp known = test::constructed_lp(random, 5, 9, 0.0);
        const LpAsSdp translated = as_sdp(known.lp);
        std::vector<double> x(translated.problem.variables());
        for (double& value : x) value = test::uniform(random, -1, 1);
        const std::vector<double> point = translated.point(x);
        EXPECT_NEAR(cost_at(translated.problem, x) + translated.constant_cost, cost_at(known.lp, point), 1e-10);
        std::vector<double> activity(known.lp.rows(), 0.0);
        for (const LpEntry& e : known.lp.entries) activity[e.row] += e.value * point[e.column];
        for (int i = 0; i < known.lp.rows(); ++i) {
            if (known.lp.row_lower[i] != known.lp.row_upper[i]) continue;
            EXPECT_NEAR(activity[i], known.lp.row_lower[i], 1e-9);
            ++equations;
        }
    }
    EXPECT_GE(equations, test::samples(80));
}

TEST(AsSdp, AContradictionStaysOne) {
    Lp lp;
    lp.add_column(1.0, 0.0, 1.0);
    lp.add_row(0.5, 0.5, {{0, 0, 1.0}});
    lp.add_row(1.5, 1.5, {{0, 0, 2.0}});
    const LpAsSdp translated = as_sdp(lp);
    ASSERT_FALSE(translated.problem.blocks.empty());
    const std::vector<double> x(translated.problem.variables(), 0.0);
    EXPECT_LT(evaluate_block(translated.problem.blocks.back(), x)(0, 0).real(), 0.0);
}

}  // namespace
}  // namespace keybound
