#include "keybound/opt/smooth_barrier.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "keybound/quantum/certify_psd.hpp"
#include "support/programmes.hpp"

namespace keybound {
namespace {

using test::inequality;
using test::KnownSdp;
using test::Random;

SmoothFunction linear(const std::vector<double>& cost) {
    return [cost](const std::vector<double>& x, double* gradient, double*) {
        double value = 0.0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            value += cost[i] * x[i];
            if (gradient != nullptr) gradient[i] += cost[i];
        }
        return value;
    };
}

double least_eigenvalue(const Sdp& problem, const std::vector<double>& x) {
    double least = 1e300;
    for (const SdpBlock& block : problem.blocks) least = std::min(least, certify_psd(evaluate_block(block, x)));
    return least;
}

// Linear costs: the answers of the solver of semidefinite programmes.
TEST(SmoothBarrier, SolvesSemidefiniteProgrammes) {
    Random random(21);
    std::vector<KnownSdp> known = {test::two_by_two({0.3, 0.4}), test::largest_eigenvalue(random, 5, true), test::cycle_cut(5),
                                   test::nuclear_norm(random, 2, true, 0.1)};
    for (int i = 0; i < 8; ++i) known.push_back(test::constructed(random, {3, 4, 1, 1}, 6, i % 2 == 0));
    for (const KnownSdp& one : known) {
        ASSERT_FALSE(one.start.empty());
        const ApproxSolution solution = minimise_smooth(one.problem, linear(one.problem.cost), one.start);
        EXPECT_EQ(solution.stop, SolverStop::converged) << one.name;
        const double ours = cost_at(one.problem, solution.x);
        EXPECT_NEAR(ours, one.optimum, 3e-8 * (1.0 + std::fabs(one.optimum))) << one.name;
        const ApproxSolution other = solve_dense_primal_dual(one.problem, one.start, {100, 1e-10});
        EXPECT_NEAR(ours, cost_at(one.problem, other.x), 3e-8 * (1.0 + std::fabs(ours))) << one.name;
        EXPECT_GT(least_eigenvalue(one.problem, solution.x), -1e-12) << one.name;
        // multipliers: gradient f = sum Tr(Z A), and their value is the dual's
        ASSERT_EQ(solution.multipliers.size(), one.problem.blocks.size());
        for (int i = 0; i < one.problem.variables(); ++i) {
            double sum = 0.0;
            for (std::size_t k = 0; k < one.problem.blocks.size(); ++k) {
                for (const SdpEntry& e : one.problem.blocks[k].coefficients[static_cast<std::size_t>(i)]) {
                    const Complex z = solution.multipliers[k](e.column, e.row);
                    sum += (e.row == e.column ? 1.0 : 2.0) * (z * e.value).real();
                }
            }
            EXPECT_NEAR(sum, one.problem.cost[static_cast<std::size_t>(i)], 0.1) << one.name;
        }
    }
}

// min sum x log x over probabilities with a given mean: the exponential family.
TEST(SmoothBarrier, MinimisesEntropies) {
    const std::vector<double> level = {0.0, 1.0, 2.0, 5.0};
    Sdp box{{0.0, 0.0}, {}};
    // x = (1 - a - b - c, a, b, c) with 2 c = mean - a ... eliminated: mean = 1 = a + 2 b + 5 c, so c = (1 - a - 2 b)/5
    const auto point = [](const std::vector<double>& x) {
        const double c = (1.0 - x[0] - 2.0 * x[1]) / 5.0;
        return std::vector<double>{1.0 - x[0] - x[1] - c, x[0], x[1], c};
    };
    const double slope[4][2] = {{-0.8, -0.6}, {1.0, 0.0}, {0.0, 1.0}, {-0.2, -0.4}};
    box.blocks = {inequality({-0.8, -0.6}, -0.8), inequality({1, 0}, 0.0), inequality({0, 1}, 0.0),
                  inequality({-0.2, -0.4}, -0.2)};
    const SmoothFunction f = [&](const std::vector<double>& x, double* gradient, double* hessian) {
        const auto p = point(x);
        double value = 0.0;
        for (int a = 0; a < 4; ++a) {
            if (!(p[a] > 0.0)) return std::nan("");
            value += p[a] * std::log(p[a]);
            if (gradient == nullptr) continue;
            for (int i = 0; i < 2; ++i) {
                gradient[i] += slope[a][i] * (std::log(p[a]) + 1.0);
                for (int j = 0; j <= i; ++j) hessian[2 * i + j] += slope[a][i] * slope[a][j] / p[a];
            }
        }
        return value;
    };
    const ApproxSolution solution = minimise_smooth(box, f, {0.2, 0.2});
    EXPECT_EQ(solution.stop, SolverStop::converged);
    EXPECT_LT(solution.iterations, 60);
    // p_a = q^level/Z: solve for q by bisection
    double low = 0.0, high = 1.0;
    for (int k = 0; k < 100; ++k) {
        const double q = 0.5 * (low + high);
        double z = 0.0, mean = 0.0;
        for (const double l : level) {
            z += std::pow(q, l);
            mean += l * std::pow(q, l);
        }
        (mean > z ? high : low) = q;
    }
    const double z = 1.0 + low + low * low + std::pow(low, 5);
    const auto p = point(solution.x);
    for (int a = 0; a < 4; ++a) EXPECT_NEAR(p[a], std::pow(low, level[a]) / z, 2e-5);
    EXPECT_NEAR(f(solution.x, nullptr, nullptr), std::log(low) - std::log(z), 1e-8);
}

// Without a cost the path stays at the analytic centre.
TEST(SmoothBarrier, FindsTheAnalyticCentre) {
    const Sdp interval{{0.0}, {inequality({1}, -1.0), inequality({-1}, -3.0), inequality({-1}, -3.0)}};
    const ApproxSolution one = minimise_smooth(interval, linear({0.0}), {2.5});
    EXPECT_NEAR(one.x[0], 1.0 / 3.0, 1e-3);  // 1/(1 + x) = 2/(3 - x)
    Sdp matrix{{0.0, 0.0}, {{2, {{0, 0, 1.0}, {1, 1, 1.0}}, {{{1, 0, Complex(0.0, 1.0)}}, {{0, 0, 1.0}, {1, 1, -1.0}}}}}};
    const ApproxSolution two = minimise_smooth(matrix, linear({0.0, 0.0}), {0.6, -0.5});
    EXPECT_NEAR(two.x[0], 0.0, 1e-3);
    EXPECT_NEAR(two.x[1], 0.0, 1e-3);
}

// Wherever it stops, the point is inside.
TEST(SmoothBarrier, InterruptedRunsAreCandidates) {
    Random random(22);
    const KnownSdp known = test::constructed(random, {4, 3, 1}, 5, true);
    double last = 0.0;
    for (const int steps : {0, 1, 2, 5, 10, 20, 60}) {
        const ApproxSolution solution =
            minimise_smooth(known.problem, linear(known.problem.cost), known.start, {.max_iterations = steps, .gap = 1e-9});
        EXPECT_LE(solution.iterations, steps);
        if (steps < 10) {
            EXPECT_EQ(solution.stop, SolverStop::iteration_limit);
        }
        EXPECT_GT(least_eigenvalue(known.problem, solution.x), -1e-12);
        const double cost = cost_at(known.problem, solution.x);
        EXPECT_GE(cost, known.optimum - 1e-9);
        last = cost;
    }
    EXPECT_NEAR(last, known.optimum, 1e-7);
}

TEST(SmoothBarrier, ComesBackFromTrouble) {
    const Sdp half{{0.0}, {inequality({1}, 0.0)}};
    // no minimum: down to minus infinity
    const ApproxSolution down = minimise_smooth(half, linear({-1.0}), {1.0}, {.max_iterations = 50, .gap = 1e-9});
    EXPECT_GT(down.x[0], 1e6);
    EXPECT_LT(down.x[0], 1e300);
    // a function that is a number at the start alone
    int calls = 0;
    const SmoothFunction odd = [&](const std::vector<double>&, double*, double*) { return ++calls > 3 ? std::nan("") : 1.0; };
    const ApproxSolution stuck = minimise_smooth(half, odd, {1.0});
    EXPECT_TRUE(std::isfinite(stuck.x[0]));
    EXPECT_NE(stuck.stop, SolverStop::converged);
    // a start outside is our own mistake
    EXPECT_THROW(minimise_smooth(half, linear({1.0}), {-1.0}), Bug);
}

}  // namespace
}  // namespace keybound
