// What our own solver once said wrong, each case as small as it could be made.
#include <gtest/gtest.h>

#include <limits>

#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "support/programmes.hpp"

namespace keybound {
namespace {

using test::inequality;

TEST(SolverRegressions, WithoutAStart) {
    const test::KnownSdp known = test::two_by_two(0.5);
    EXPECT_NEAR(cost_at(known.problem, solve_dense_primal_dual(known.problem).x), 0.5, 1e-7);
}

// The first multipliers mu S^-1 are scaled by the block nearest to its boundary and are far too small for the others: the first
// steps throw x out to 1e20 and more. When S followed step by step, it had lost its digits when x came back, Tr(S Z) went to 0
// all the same, and "converged" came with the cost of the start. The start here is that of a first phase (t = 2, x = 0; t = 0
// is feasible).
TEST(SolverRegressions, ConvergedWithoutLeavingTheStart) {
    test::Random random(4701);
    for (int sample = 0; sample < 60; ++sample) {
        Sdp problem = as_sdp(test::constructed_lp(random, 4, 6, sample % 2 * 3.0).lp).problem;
        const int n = problem.variables();
        if (n == 0) continue;
        problem.cost.assign(n, 0.0);
        problem.cost.push_back(1.0);
        for (SdpBlock& block : problem.blocks) {
            block.coefficients.push_back({{0, 0, std::fabs(block.constant.at(0).value.real())}});
        }
        std::vector<double> only_t(n + 1, 0.0);
        only_t[n] = 1.0;
        problem.blocks.push_back(inequality(only_t, -1.0));
        std::vector<double> start(n + 1, 0.0);
        start[n] = 2.0;
        const ApproxSolution solution = solve_dense_primal_dual(problem, start);
        const bool right = solution.stop != SolverStop::converged || solution.x[n] <= 1e-6;
        EXPECT_TRUE(right) << sample << ": converged to " << solution.x[n];
    }
}

// A variable that occurs nowhere but costs something can fall for ever.
TEST(SolverRegressions, ACostWithoutAConstraintIsUnbounded) {
    test::KnownSdp known = test::two_by_two(0.5);
    known.problem.cost.push_back(1.0);
    known.problem.blocks[0].coefficients.push_back({});
    EXPECT_EQ(solve_dense_primal_dual(known.problem, {2.0, 2.0}).stop, SolverStop::unbounded);
}

// Where the optimum is exactly 0 no relative accuracy can be reached.
TEST(SolverRegressions, AnOptimumOfZeroConverges) {
    const ApproxSolution solution = solve_dense_primal_dual({{1}, {inequality({1}, 0)}}, {1.0});
    EXPECT_EQ(solution.stop, SolverStop::converged) << to_string(solution.stop) << " at gap " << solution.gap;
    const Sdp no_cost{{0, 0}, {inequality({1, 1}, 1), inequality({-1, 0}, -2), inequality({0, -1}, -2)}};
    EXPECT_EQ(solve_dense_primal_dual(no_cost, {1, 1}).stop, SolverStop::converged);
}

// Bounded, only far away.
TEST(SolverRegressions, FarIsNotUnbounded) {
    const ApproxSolution solution = solve_dense_primal_dual({{-1}, {inequality({-1}, -1e13)}}, {0.0});
    EXPECT_EQ(solution.stop, SolverStop::converged);
}

// x = 1 is feasible, but has no inside: that is not a proof of infeasibility.
TEST(SolverRegressions, NoInsideIsNotInfeasible) {
    const ApproxSolution solution = solve_dense_primal_dual({{1}, {inequality({1}, 1), inequality({-1}, -1)}});
    EXPECT_NE(solution.stop, SolverStop::infeasible);
}

// NaN in the data without a start: the first phase calls it a Bug of the caller, who gave no start.
TEST(SolverRegressions, NaNWithoutAStartComesBack) {
    test::KnownSdp known = test::two_by_two(0.5);
    known.problem.blocks[0].constant[0].value = std::numeric_limits<double>::quiet_NaN();
    EXPECT_NO_THROW(EXPECT_NE(solve_dense_primal_dual(known.problem).stop, SolverStop::converged));
}

}  // namespace
}  // namespace keybound
