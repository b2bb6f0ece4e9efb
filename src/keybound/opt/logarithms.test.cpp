// Programmes with logarithms in the cost: known answers, and a slow method that shares nothing with the solver.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keybound/core/error.hpp"
#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

const std::vector<double> weights = {1e-6, 1e-4, 1e-2, 1.0, 30.0, 1e3, 1e5, 1e7};

// constant + slope . x >= 0, or weight x -ln of it
SdpBlock row(double constant, const std::vector<double>& slope, double weight = 0.0) {
    SdpBlock block;
    block.size = 1;
    block.constant = {{0, 0, constant}};
    for (const double s : slope)
        block.coefficients.push_back(s == 0.0 ? std::vector<SdpEntry>{} : std::vector<SdpEntry>{{0, 0, s}});
    block.log_weight = weight;
    return block;
}

double value_of(const Sdp& problem, const std::vector<double>& x) {
    double value = cost_at(problem, x);
    for (const SdpBlock& block : problem.blocks) {
        if (block.log_weight > 0.0) value -= block.log_weight * std::log(evaluate_block(block, x)(0, 0).real());
    }
    return value;
}

// min x - w ln x: x = w
TEST(Logarithms, OneVariable) {
    for (const double w : weights) {
        for (const double start : {1e-3, 1.0, 40.0}) {
            const Sdp problem{{1.0}, {row(0.0, {1.0}, w)}};
            const ApproxSolution solution = solve_dense_primal_dual(problem, {start});
            ASSERT_EQ(solution.x.size(), 1u);
            // flat to second order: the place is known half as well as the cost
            EXPECT_NEAR(solution.x[0], w, 1e-3 * w) << w << " from " << start;
            EXPECT_LE(value_of(problem, solution.x), w - w * std::log(w) + 1e-7 * w) << w << " from " << start;
        }
    }
}

// min x + y - w ln y with [[x, c], [c*, y]] >= 0: y = (w + sqrt(w^2 + 4 |c|^2))/2, x = |c|^2/y
TEST(Logarithms, BesideAMatrix) {
    for (const Complex c : {Complex(0.5, 0.0), Complex(0.3, -0.4), Complex(1e-3, 0.0)}) {
        for (const double w : weights) {
            Sdp problem{{1.0, 1.0}, {{2, {{1, 0, c}}, {{{0, 0, 1.0}}, {{1, 1, 1.0}}}}, row(0.0, {0.0, 1.0}, w)}};
            const double y = 0.5 * (w + std::sqrt(w * w + 4.0 * std::norm(c)));
            const ApproxSolution solution = solve_dense_primal_dual(problem, {3.0, 3.0});
            const double exact = std::norm(c) / y + y - w * std::log(y);
            EXPECT_NEAR(value_of(problem, solution.x), exact, 1e-7 * (std::fabs(exact) + w + std::abs(c))) << c << " " << w;
            EXPECT_NEAR(solution.x[1], y, 1e-3 * y) << c << " " << w;
        }
    }
}

// Weights over thirteen orders of magnitude in one programme: min sum x_k - w_k ln x_k, separable.
TEST(Logarithms, OfManySizesTogether) {
    Sdp problem;
    std::vector<double> start;
    for (std::size_t k = 0; k < weights.size(); ++k) {
        problem.cost.push_back(1.0);
        std::vector<double> slope(k + 1, 0.0);
        slope[k] = 1.0;
        problem.blocks.push_back(row(0.0, slope, weights[k]));
        start.push_back(1.0);
    }
    const ApproxSolution solution = solve_dense_primal_dual(problem, start);
    for (std::size_t k = 0; k < weights.size(); ++k) {
        // What is far below the accuracy of the whole cost is not seen.
        if (weights[k] < 1e-1) continue;
        EXPECT_NEAR(solution.x[k], weights[k], 2e-2 * weights[k]) << k;
    }
}

// The solver's multipliers prove its own optimum: cost_i = sum_k Z_k a_ki, Z_k S_k = w_k with a logarithm, and the
// complementarity of the rest is what it says is left.
TEST(Logarithms, MultipliersAreThoseOfTheDual) {
    test::Random random(20260421);
    for (int sample = 0; sample < test::samples(50); ++sample) {
        const int n = 2 + sample % 4;
        Sdp problem;
        for (int i = 0; i < n; ++i) {
            problem.cost.push_back(test::uniform(random, 0.1, 1.0));
            std::vector<double> slope(n, 0.0);
            slope[i] = 1.0;
            problem.blocks.push_back(row(3.0, slope));  // keeps it bounded
        }
        for (int k = 0; k < 3 * n; ++k) {
            std::vector<double> slope;
            for (int i = 0; i < n; ++i) slope.push_back(test::uniform(random, 0.0, 1.0));
            problem.blocks.push_back(
                row(test::uniform(random, -1.0, -0.1), slope, k % 3 == 0 ? 0.0 : test::log_uniform(random, 1e-3, 1e1)));
        }
        const ApproxSolution solution = solve_dense_primal_dual(problem, std::vector<double>(n, 50.0));
        ASSERT_EQ(solution.stop, SolverStop::converged) << sample;
        ASSERT_EQ(solution.multipliers.size(), problem.blocks.size());
        for (int i = 0; i < n; ++i) {
            double left = problem.cost[i];
            for (std::size_t k = 0; k < problem.blocks.size(); ++k) {
                const auto& entries = problem.blocks[k].coefficients[i];
                if (!entries.empty()) left -= solution.multipliers[k](0, 0).real() * entries[0].value.real();
            }
            EXPECT_NEAR(left, 0.0, 1e-5) << sample;
        }
        for (std::size_t k = 0; k < problem.blocks.size(); ++k) {
            const double s = evaluate_block(problem.blocks[k], solution.x)(0, 0).real();
            const double product = s * solution.multipliers[k](0, 0).real();
            EXPECT_GT(s, 0.0);
            EXPECT_NEAR(product, problem.blocks[k].log_weight, 1e-2 * problem.blocks[k].log_weight + 1e-6) << sample;
        }
    }
}

// Damped Newton steps on cost + logarithms + barrier of the other inequalities, whose weight falls from 1 to 1e-11, in extended
// precision. Only 1 x 1 blocks.
std::vector<double> slow_newton(const Sdp& problem, const std::vector<double>& start) {
    using Number = long double;
    const std::size_t n = start.size();
    std::vector<Number> x(start.begin(), start.end());
    const auto slope = [&](const SdpBlock& block, std::size_t i) -> Number {
        return i < block.coefficients.size() && !block.coefficients[i].empty() ? block.coefficients[i][0].value.real() : 0.0;
    };
    const auto at = [&](const SdpBlock& block, const std::vector<Number>& place) {
        Number s = block.constant.empty() ? 0.0 : block.constant[0].value.real();
        for (std::size_t i = 0; i < n; ++i) s += slope(block, i) * place[i];
        return s;
    };
    for (Number barrier = 1.0L; barrier > 1e-11L; barrier *= 0.3L) {
        const auto total = [&](const std::vector<Number>& place) {
            Number value = 0.0;
            for (std::size_t i = 0; i < n; ++i) value += problem.cost[i] * place[i];
            for (const SdpBlock& block : problem.blocks) {
                const Number s = at(block, place);
                if (!(s > 0.0L)) return std::numeric_limits<Number>::infinity();
                value -= (block.log_weight > 0.0 ? static_cast<Number>(block.log_weight) : barrier) * logl(s);
            }
            return value;
        };
        for (int step = 0; step < 200; ++step) {
            std::vector<std::vector<Number>> h(n, std::vector<Number>(n + 1, 0.0L));
            for (std::size_t i = 0; i < n; ++i) h[i][n] = -problem.cost[i];
            for (const SdpBlock& block : problem.blocks) {
                const Number s = at(block, x), w = block.log_weight > 0.0 ? static_cast<Number>(block.log_weight) : barrier;
                for (std::size_t i = 0; i < n; ++i) {
                    h[i][n] += w / s * slope(block, i);
                    for (std::size_t k = 0; k < n; ++k) h[i][k] += w / s / s * slope(block, i) * slope(block, k);
                }
            }
            Number decrement = 0.0;
            std::vector<Number> gradient(n), d(n);
            for (std::size_t i = 0; i < n; ++i) gradient[i] = h[i][n];
            for (std::size_t c = 0; c < n; ++c) {  // Gauss with pivots
                std::size_t pivot = c;
                for (std::size_t r = c; r < n; ++r) pivot = fabsl(h[r][c]) > fabsl(h[pivot][c]) ? r : pivot;
                std::swap(h[c], h[pivot]);
                for (std::size_t r = 0; r < n; ++r) {
                    if (r == c) continue;
                    const Number factor = h[r][c] / h[c][c];
                    for (std::size_t k = c; k <= n; ++k) h[r][k] -= factor * h[c][k];
                }
            }
            for (std::size_t i = 0; i < n; ++i) d[i] = h[i][n] / h[i][i];
            for (std::size_t i = 0; i < n; ++i) decrement += d[i] * gradient[i];
            if (!(decrement > 1e-18L)) break;
            const Number now = total(x);
            bool moved = false;
            for (Number length = 1.0L; length > 1e-12L && !moved; length *= 0.5L) {
                std::vector<Number> next = x;
                for (std::size_t i = 0; i < n; ++i) next[i] += length * d[i];
                moved = total(next) < now - 0.1L * length * decrement * (1.0L - 0.5L);
                if (moved) x = next;
            }
            if (!moved) break;
        }
    }
    return {x.begin(), x.end()};
}

struct Case {
    Sdp problem;
    std::vector<double> start;
};

// Bounded by |x_i| <= 10; a random half of the other inequalities are logarithms with weights from 1e-6 to 1e7.
Case random_case(test::Random& random, bool linear_only) {
    Case result;
    const int n = 2 + static_cast<int>(test::uniform(random, 0, 5));
    for (int i = 0; i < n; ++i) {
        result.problem.cost.push_back(test::uniform(random, -1, 1));
        result.start.push_back(test::uniform(random, -1, 1));
        for (const double side : {-1.0, 1.0}) {
            std::vector<double> slope(n, 0.0);
            slope[i] = side;
            result.problem.blocks.push_back(row(10.0, slope));
        }
    }
    for (int k = 0; k < 2 * n; ++k) {
        std::vector<double> slope;
        double at_start = 0.0;
        for (int i = 0; i < n; ++i) {
            slope.push_back(test::uniform(random, -1, 1));
            at_start += slope.back() * result.start[i];
        }
        const double inside = test::log_uniform(random, 1e-3, 3.0);
        const double weight = linear_only || test::uniform(random, 0, 1) < 0.5 ? 0.0 : test::log_uniform(random, 1e-6, 1e7);
        result.problem.blocks.push_back(row(inside - at_start, slope, weight));
    }
    return result;
}

TEST(Logarithms, AgreeWithASlowNewtonMethod) {
    test::Random random(20260422);
    int heavy = 0;
    for (int sample = 0; sample < test::samples(150); ++sample) {
        const Case random_one = random_case(random, sample % 10 == 0);
        const double wanted = value_of(random_one.problem, slow_newton(random_one.problem, random_one.start));
        double size = 1.0;
        for (const SdpBlock& block : random_one.problem.blocks) size = std::max(size, block.log_weight);
        heavy += size > 1e4;
        for (const bool given : {true, false}) {  // without a start: the first phase finds one
            const ApproxSolution solution =
                solve_dense_primal_dual(random_one.problem, given ? random_one.start : std::vector<double>{});
            ASSERT_EQ(solution.x.size(), random_one.start.size());
            const double found = value_of(random_one.problem, solution.x);
            EXPECT_NEAR(found, wanted, 1e-6 * (std::fabs(wanted) + size)) << sample << (given ? "" : " without start");
            EXPECT_LE(solution.iterations, 60);
        }
    }
    EXPECT_GE(heavy, test::samples(40));
}

TEST(Logarithms, BelongToNumbersAndHavePositiveWeights) {
    Sdp matrix{{1.0}, {{2, {{0, 0, 1.0}, {1, 1, 1.0}}, {{{0, 0, 1.0}}}, 0.5}}};
    EXPECT_THROW(solve_dense_primal_dual(matrix, {1.0}), Bug);
    for (const double weight : {-1.0, std::nan("")}) {
        EXPECT_THROW(solve_dense_primal_dual({{1.0}, {row(0.0, {1.0}, weight)}}, {1.0}), Bug) << weight;
    }
}

// -ln x alone falls for ever, and slowly: the solver must come back.
TEST(Logarithms, UnboundedProgrammesEnd) {
    const ApproxSolution slow = solve_dense_primal_dual({{0.0}, {row(0.0, {1.0}, 1.0)}}, {1.0});
    EXPECT_LE(slow.iterations, 60);
    const ApproxSolution fast = solve_dense_primal_dual({{-1.0}, {row(0.0, {1.0}, 1.0)}}, {1.0});
    EXPECT_LE(fast.iterations, 60);
    EXPECT_GT(fast.x[0], 1.0);
}

// What has no inside has no start either.
TEST(Logarithms, InfeasibleProgrammesSaySo) {
    const Sdp problem{{1.0}, {row(-1.0, {1.0}, 0.5), row(-1.0, {-1.0}, 0.5)}};
    EXPECT_EQ(solve_dense_primal_dual(problem, {}).stop, SolverStop::infeasible);
}

}  // namespace
}  // namespace keybound
