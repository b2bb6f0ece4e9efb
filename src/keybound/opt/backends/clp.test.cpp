#include "keybound/opt/backends/clp.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "support/programmes.hpp"

namespace keybound {
namespace {

constexpr double infinity = Lp::infinity;

// The statistics of decoy states: gains of three intensities from yields Y_n in [0, 1], of which the least Y_1 is asked.
Lp decoy(const std::vector<double>& yields, double width, double sign) {
    Lp lp;
    for (std::size_t n = 0; n < yields.size(); ++n) lp.add_column(n == 1 ? sign : 0.0, 0.0, 1.0);
    for (const double intensity : {0.5, 0.1, 1e-3}) {
        double weight = std::exp(-intensity), gain = 0.0;
        std::vector<LpEntry> row;
        for (std::size_t n = 0; n < yields.size(); ++n) {
            row.push_back({0, static_cast<int>(n), weight});
            gain += weight * yields[n];
            weight *= intensity / static_cast<double>(n + 1);
        }
        lp.add_row(gain * (1.0 - width), gain * (1.0 + width), row);
    }
    return lp;
}

std::vector<double> lossy_yields(double transmittance) {
    std::vector<double> yields;
    for (int n = 0; n < 10; ++n) yields.push_back(1.0 - (1.0 - 1e-2 * transmittance) * std::pow(1.0 - transmittance, n));
    return yields;
}

// Yields of 1e-9 beside bounds of 1 lie at the absolute tolerances of any simplex solver. The bound that its multipliers prove
// must still meet the cost of its point, up to the rounding of a reduced cost times the width 1 of a column, and lie below the
// yield that made the statistics.
TEST(Clp, TinyYieldsKeepTheirRelativeAccuracy) {
    int solved = 0;
    for (const double transmittance : {1.0, 1e-3, 1e-6, 1e-9, 1e-11}) {
        for (const double width : {1e-9, 1e-6, 1e-3}) {
            const std::vector<double> yields = lossy_yields(transmittance);
            for (const double sign : {1.0, -1.0}) {
                const Lp lp = decoy(yields, width, sign);
                const LpSolution solution = solve_clp(lp);
                ASSERT_EQ(solution.stop, SolverStop::converged) << transmittance << " " << width;
                const double bound = conclude_lp(lp, solution.row_duals).value;
                EXPECT_LE(bound, sign * yields[1]) << transmittance << " " << width;
                EXPECT_NEAR(bound, cost_at(lp, solution.x), 1e-9 * yields[1] + 1e-14) << transmittance << " " << width;
                if (sign * bound > 0.5 * yields[1] && sign * bound < 2.0 * yields[1]) ++solved;
            }
        }
    }
    EXPECT_GE(solved, 20);
}

// Only costs of 1e-12 and less decide.
TEST(Clp, TinyCostsDecide) {
    Lp lp;
    lp.add_column(1.0, 0.0, 1.0);
    lp.add_column(1e-12, 0.25, 1.0);
    lp.add_column(1e-13, 0.0, 1.0);
    lp.add_row(0.5, infinity, {{0, 0, 1.0}, {0, 1, 1e-3}, {0, 2, 1.0}});
    const double exact = 0.25e-12 + (0.5 - 0.25e-3) * 1e-13;
    const LpSolution solution = solve_clp(lp);
    EXPECT_NEAR(cost_at(lp, solution.x), exact, 1e-12 * exact);
    EXPECT_NEAR(conclude_lp(lp, solution.row_duals).value, exact, 1e-12 * exact);
}

TEST(Clp, TinyContradictionsAreSeen) {
    Lp lp;
    lp.add_column(1.0, 0.0, 1e-12);
    lp.add_column(1.0, 0.0, 1.0);
    lp.add_row(2e-12, infinity, {{0, 0, 1.0}});
    EXPECT_EQ(solve_clp(lp).stop, SolverStop::infeasible);
}

TEST(Clp, DualsHaveTheSignsThatConcludeLpReads) {
    Lp lp;  // min -x with x <= 2 as a row, x in [0, 5]
    lp.add_column(-1.0, 0.0, 5.0);
    lp.add_row(-infinity, 2.0, {{0, 0, 1.0}});
    const LpSolution solution = solve_clp(lp);
    EXPECT_DOUBLE_EQ(solution.x[0], 2.0);
    EXPECT_DOUBLE_EQ(solution.row_duals[0], -1.0);
    EXPECT_DOUBLE_EQ(solution.column_duals[0], 0.0);
}

TEST(Clp, ThreadsGiveEqualDigits) {
    test::Random random(4301);
    std::vector<test::KnownLp> problems;
    for (int i = 0; i < 40; ++i) problems.push_back(test::constructed_lp(random, 8, 20, 2.0));
    const auto solve_all = [&](std::vector<LpSolution>& results) {
        for (const test::KnownLp& known : problems) results.push_back(solve_clp(known.lp));
    };
    std::vector<LpSolution> one, two, alone;
    std::thread first([&] { solve_all(one); }), second([&] { solve_all(two); });
    first.join();
    second.join();
    solve_all(alone);
    for (std::size_t i = 0; i < problems.size(); ++i) {
        EXPECT_EQ(one[i].x, alone[i].x);
        EXPECT_EQ(two[i].row_duals, alone[i].row_duals);
    }
}

TEST(Clp, PrintsNothing) {
    testing::internal::CaptureStdout();
    test::Random random(4302);
    solve_clp(test::constructed_lp(random, 8, 20, 2.0).lp);
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

}  // namespace
}  // namespace keybound
