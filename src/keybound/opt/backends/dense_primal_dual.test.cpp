#include "keybound/opt/backends/dense_primal_dual.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keybound/core/error.hpp"
#include "keybound/quantum/worst_case_gram.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

// min x subject to [[x, c], [conj c, x]] >= 0: the answer is |c|.
Sdp two_by_two(Complex c) { return {{1.0}, {{2, {{1, 0, c}}, {{{0, 0, 1.0}, {1, 1, 1.0}}}}}}; }

TEST(DensePrimalDual, LargestEigenvalueOfATwoByTwoMatrix) {
    for (const Complex c : {Complex(0.5, 0.0), Complex(0.3, -0.4)}) {
        const Sdp problem = two_by_two(c);
        const ApproxSolution solution = solve_dense_primal_dual(problem, {3.0});
        EXPECT_EQ(solution.stop, SolverStop::converged);
        EXPECT_NEAR(cost_at(problem, solution.x), 0.5, 1e-8);
        EXPECT_GE(cost_at(problem, solution.x), 0.5);  // every iterate is feasible, so its cost is never below the optimum
    }
}

// min 2 x + 3 y subject to x >= 1, y >= 2, x + y >= 4: 1 x 1 blocks are linear inequalities; the answer is 2*2 + 3*2 = 10.
TEST(DensePrimalDual, LinearProgramme) {
    const Sdp problem{{2.0, 3.0},
                      {{1, {{0, 0, -1.0}}, {{{0, 0, 1.0}}, {}}},
                       {1, {{0, 0, -2.0}}, {{}, {{0, 0, 1.0}}}},
                       {1, {{0, 0, -4.0}}, {{{0, 0, 1.0}}, {{0, 0, 1.0}}}}}};
    const ApproxSolution solution = solve_dense_primal_dual(problem, {10.0, 10.0});
    EXPECT_NEAR(cost_at(problem, solution.x), 10.0, 1e-7);
}

// min sum y subject to diag(y) >= V against the block-coordinate ascent, for random V of rank 2: two unlike routes to one
// number.
TEST(DensePrimalDual, AgreesWithTheWorstCaseGram) {
    test::Random random(20251117);
    int compared = 0;
    for (int sample = 0; sample < test::samples(200); ++sample) {
        const int n = 3 + sample % 3;
        const bool real = sample % 2 == 0;
        SmallMatrix rows = SmallMatrix::Zero(n, 2);
        for (int j = 0; j < n; ++j) {
            for (int a = 0; a < 2; ++a) {
                rows(j, a) = Complex(test::uniform(random, -1, 1), real ? 0.0 : test::uniform(random, -1, 1));
            }
        }
        const SmallMatrix v = rows * rows.adjoint();
        Sdp problem;
        problem.cost.assign(n, 1.0);
        problem.blocks.resize(1);
        problem.blocks[0].size = n;
        problem.blocks[0].coefficients.resize(n);
        for (int j = 0; j < n; ++j) {
            problem.blocks[0].coefficients[j] = {{j, j, 1.0}};
            for (int k = 0; k <= j; ++k) problem.blocks[0].constant.push_back({j, k, -v(j, k)});
        }
        const ApproxSolution solution = solve_dense_primal_dual(problem, std::vector<double>(n, 20.0));
        const double exact = worst_case_gram(v).value;
        EXPECT_NEAR(cost_at(problem, solution.x), exact, 1e-6 * exact) << sample;
        ++compared;
    }
    EXPECT_GE(compared, 100);
}

// Data over fourteen orders of magnitude, as leakages and yields bring them: min x + 1e-14 y with [[x, 1e-7], [1e-7, y]] >= 0
// and y <= 1 has the answer x = 1e-14.
TEST(DensePrimalDual, BadlyScaledData) {
    const Sdp problem{{1.0, 1e-14},
                      {{2, {{1, 0, 1e-7}}, {{{0, 0, 1.0}}, {{1, 1, 1.0}}}}, {1, {{0, 0, 1.0}}, {{}, {{0, 0, -1.0}}}}}};
    const ApproxSolution solution = solve_dense_primal_dual(problem, {1.0, 0.5});
    EXPECT_LT(cost_at(problem, solution.x), 1e-10);
    EXPECT_GE(cost_at(problem, solution.x), 1e-14);
}

TEST(DensePrimalDual, FewIterationsGiveALooserFeasiblePoint) {
    const Sdp problem = two_by_two(0.5);
    SolverOptions options;
    options.max_iterations = 3;
    const ApproxSolution early = solve_dense_primal_dual(problem, {3.0}, options);
    EXPECT_EQ(early.stop, SolverStop::iteration_limit);
    EXPECT_GT(cost_at(problem, early.x), 0.5);
    EXPECT_LE(cost_at(problem, early.x), 3.0);
}

TEST(DensePrimalDual, AnInfeasibleStartIsABug) { EXPECT_THROW(solve_dense_primal_dual(two_by_two(0.5), {0.1}), Bug); }

// Unbounded below: x may go to minus infinity. The solver must come back, and says nothing about what is proved.
TEST(DensePrimalDual, UnboundedProblemsEnd) {
    const Sdp problem{{1.0}, {{1, {{0, 0, 1.0}}, {{{0, 0, -1.0}}}}}};
    const ApproxSolution solution = solve_dense_primal_dual(problem, {0.0});
    EXPECT_LE(solution.iterations, 60);
    EXPECT_LT(solution.x[0], 0.0);
}

}  // namespace
}  // namespace keybound
