// Linear programmes with known answers: Clp, and the solvers of semidefinite programmes on the same programme in 1 x 1 blocks.
#include <gtest/gtest.h>

#include <limits>

#include "keybound/opt/backends/clp.hpp"
#include "keybound/opt/backends/csdp.hpp"
#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "support/programmes.hpp"

namespace keybound {
namespace {

constexpr double infinity = Lp::infinity;

// The point that is farthest inside of all blocks, each relative to its constant; empty if no point is inside.
std::vector<double> point_inside(const Sdp& problem) {
    Lp lp;
    for (int i = 0; i < problem.variables(); ++i) lp.add_column(0.0, -infinity, infinity);
    const int depth = lp.add_column(-1.0, -1.0, 1.0);
    for (const SdpBlock& block : problem.blocks) {
        const double constant = block.constant.at(0).value.real();
        std::vector<LpEntry> row = {{0, depth, -(std::fabs(constant) > 0.0 ? std::fabs(constant) : 1.0)}};
        for (int i = 0; i < problem.variables(); ++i) {
            if (!block.coefficients[i].empty()) row.push_back({0, i, block.coefficients[i][0].value.real()});
        }
        lp.add_row(-constant, infinity, row);
    }
    LpSolution solution = solve_clp(lp);
    if (solution.stop != SolverStop::converged || !(solution.x[depth] > 1e-3)) return {};
    solution.x.pop_back();
    return solution.x;
}

struct Violation {
    double rows = 0.0, columns = 0.0;  // relative to the terms
};

Violation violation_of(const Lp& lp, const std::vector<double>& x) {
    Violation violation;
    std::vector<double> activity(lp.rows(), 0.0), size(lp.rows(), 0.0);
    for (const LpEntry& e : lp.entries) {
        activity[e.row] += e.value * x[e.column];
        size[e.row] += std::fabs(e.value * x[e.column]);
    }
    for (int i = 0; i < lp.rows(); ++i) {
        const double excess = std::max(lp.row_lower[i] - activity[i], activity[i] - lp.row_upper[i]);
        if (excess > 0.0) violation.rows = std::max(violation.rows, excess / size[i]);
    }
    for (int j = 0; j < lp.columns(); ++j) {
        const double excess = std::max(lp.column_lower[j] - x[j], x[j] - lp.column_upper[j]);
        violation.columns = std::max(violation.columns, excess);
    }
    return violation;
}

TEST(LpSuite, ClpFindsAndProvesConstructedOptima) {
    test::Random random(4601);
    int equations = 0;
    for (int sample = 0; sample < test::samples(200); ++sample) {
        const bool large = sample % 10 == 0;
        const double decades = sample % 4 * 2.0;
        const test::KnownLp known =
            test::constructed_lp(random, large ? 16 : 1 + sample % 6, large ? 40 : 2 + sample % 9, decades);
        const LpSolution solution = solve_clp(known.lp);
        ASSERT_EQ(solution.stop, SolverStop::converged) << sample;
        const double scale = 1.0 + std::fabs(known.optimum);
        EXPECT_NEAR(cost_at(known.lp, solution.x), known.optimum, 1e-11 * scale) << sample;
        const Violation violation = violation_of(known.lp, solution.x);
        EXPECT_LE(violation.rows, 1e-13) << sample;
        EXPECT_LE(violation.columns, 0.0) << sample;
        const double bound = conclude_lp(known.lp, solution.row_duals).value;
        EXPECT_NEAR(bound, known.optimum, 1e-11 * scale) << sample;
        EXPECT_LE(bound, known.optimum + 1e-14 * scale) << sample;  // the optimum itself is known to rounding only
        for (int i = 0; i < known.lp.rows(); ++i) equations += known.lp.row_lower[i] == known.lp.row_upper[i] ? 1 : 0;
    }
    EXPECT_GE(equations, test::samples(150));
}

TEST(LpSuite, TheSolversOfSemidefiniteProgrammesAgree) {
    test::Random random(4602);
    int compared = 0;
    for (int sample = 0; sample < test::samples(60); ++sample) {
        const test::KnownLp known = test::constructed_lp(random, 1 + sample % 5, 6 + sample % 5, sample % 3 == 0 ? 2.0 : 0.0);
        const LpAsSdp translated = as_sdp(known.lp);
        const std::vector<double> start = point_inside(translated.problem);
        if (start.empty()) continue;
        const double scale = 1.0 + std::fabs(known.optimum);
        const ApproxSolution own = solve_dense_primal_dual(translated.problem, start);
        EXPECT_NEAR(cost_at(known.lp, translated.point(own.x)), known.optimum, 1e-7 * scale) << sample;
        const ApproxSolution other = solve_csdp(translated.problem, {}, {100, 1e-9});
        EXPECT_NEAR(cost_at(known.lp, translated.point(other.x)), known.optimum, 1e-6 * scale) << sample;
        ++compared;
    }
    EXPECT_GE(compared, test::samples(40));
}

TEST(LpSuite, DegenerateProgrammes) {
    Lp lp;  // every point of an edge is optimal, three rows meet in (1, 1), one row is there twice, one column nowhere
    lp.add_column(1.0, 0.0, 3.0);
    lp.add_column(1.0, 0.0, 3.0);
    lp.add_column(0.0, 0.0, 3.0);
    for (int copy = 0; copy < 2; ++copy) lp.add_row(2.0, infinity, {{0, 0, 1.0}, {0, 1, 1.0}});
    lp.add_row(-1.0, infinity, {{0, 0, 1.0}, {0, 1, -2.0}});
    lp.add_row(-1.0, infinity, {{0, 0, -2.0}, {0, 1, 1.0}});
    const LpSolution solution = solve_clp(lp);
    EXPECT_EQ(solution.stop, SolverStop::converged);
    EXPECT_NEAR(cost_at(lp, solution.x), 2.0, 1e-12);
    EXPECT_NEAR(conclude_lp(lp, solution.row_duals).value, 2.0, 1e-12);
}

TEST(LpSuite, FreeColumnsWithoutRows) {
    Lp lp;
    lp.add_column(0.0, -infinity, infinity);
    lp.add_column(2.0, -1.0, infinity);
    const LpSolution solution = solve_clp(lp);
    EXPECT_EQ(solution.stop, SolverStop::converged);
    EXPECT_NEAR(cost_at(lp, solution.x), -2.0, 1e-12);
    EXPECT_NEAR(conclude_lp(lp, solution.row_duals).value, -2.0, 1e-12);
}

TEST(LpSuite, ClpSaysWhyItStopped) {
    Lp unbounded;
    unbounded.add_column(-1.0, 0.0, infinity);
    unbounded.add_column(1.0, 0.0, infinity);
    unbounded.add_row(1.0, infinity, {{0, 0, 1.0}, {0, 1, -1.0}});
    EXPECT_EQ(solve_clp(unbounded).stop, SolverStop::unbounded);
    EXPECT_EQ(conclude_lp(unbounded, solve_clp(unbounded).row_duals).value, -infinity);

    Lp infeasible;
    infeasible.add_column(1.0, 0.0, 1.0);
    infeasible.add_row(2.0, infinity, {{0, 0, 1.0}});
    EXPECT_EQ(solve_clp(infeasible).stop, SolverStop::infeasible);

    Lp contradiction;
    contradiction.add_column(1.0, 0.0, 1.0);
    contradiction.add_column(1.0, 0.0, 1.0);
    contradiction.add_row(1.0, 1.0, {{0, 0, 1.0}, {0, 1, 1.0}});
    contradiction.add_row(1.0 + 1e-6, 1.0 + 1e-6, {{0, 0, 1.0}, {0, 1, 1.0}});
    EXPECT_EQ(solve_clp(contradiction).stop, SolverStop::infeasible);

    Lp crossed;
    crossed.add_column(1.0, 1.0, 0.0);
    EXPECT_EQ(solve_clp(crossed).stop, SolverStop::infeasible);
}

TEST(LpSuite, AnEarlyStopProvesLess) {
    test::Random random(4603);
    int less = 0;
    for (int sample = 0; sample < test::samples(20); ++sample) {
        const test::KnownLp known = test::constructed_lp(random, 12, 30, 0.0);
        const LpSolution early = solve_clp(known.lp, {3});
        EXPECT_EQ(early.stop, SolverStop::iteration_limit) << sample;
        EXPECT_LE(early.iterations, 4) << sample;
        const double bound = conclude_lp(known.lp, early.row_duals).value;
        EXPECT_LE(bound, known.optimum) << sample;
        if (bound < known.optimum - 1e-6) ++less;
    }
    EXPECT_GE(less, test::samples(20) * 9 / 10);
}

TEST(LpSuite, NonsenseComesBack) {
    test::Random random(4604);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double nonsense : {nan, infinity, -infinity, 1e300, 1e-300, 5e-324}) {
        for (int place = 0; place < 5; ++place) {
            test::KnownLp known = test::constructed_lp(random, 4, 6, 0.0);
            if (place == 0) known.lp.cost[1] = nonsense;
            if (place == 1) known.lp.entries[2].value = nonsense;
            if (place == 2) known.lp.column_lower[1] = nonsense;
            if (place == 3) known.lp.row_upper[0] = nonsense;
            if (place == 4) known.lp.row_lower[1] = nonsense;
            const LpSolution solution = solve_clp(known.lp);
            EXPECT_EQ(solution.x.size(), 6U);
            const bool number = std::isfinite(nonsense);
            if (!number && (std::isnan(nonsense) || place < 2)) {
                EXPECT_NE(solution.stop, SolverStop::converged) << place;
            }
            const double bound = conclude_lp(known.lp, solution.row_duals).value;
            EXPECT_FALSE(std::isnan(bound)) << nonsense << " at " << place;
            if (solution.stop == SolverStop::converged) {
                EXPECT_LE(bound, cost_at(known.lp, solution.x) + 1e-9 * (1.0 + std::fabs(bound)))
                    << nonsense << " at " << place;
            }
        }
    }
}

}  // namespace
}  // namespace keybound
