#include "keybound/study/solve.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace keybound {
namespace {

using Outcome = Solution::Outcome;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// What must hold of every crossing, whatever the function.
void expect_safe(const Solution& solution, const SolveTask& task, const std::function<double(double)>& f) {
    ASSERT_EQ(solution.outcome, Outcome::found);
    const auto met = [&](double x) { return task.above ? f(x) > task.target : f(x) >= task.target; };
    EXPECT_TRUE(met(solution.value));
    EXPECT_EQ(solution.at_value, f(solution.value));
    EXPECT_EQ(solution.value, solution.safe_below ? solution.bracket_lower : solution.bracket_upper);
    EXPECT_NE(met(solution.bracket_lower), met(solution.bracket_upper));
    EXPECT_LT(solution.bracket_lower, solution.bracket_upper);
    EXPECT_LE(solution.bracket_upper - solution.bracket_lower,
              task.tolerance * std::max(std::fabs(solution.bracket_lower), std::fabs(solution.bracket_upper)));
    EXPECT_GE(solution.value, task.interval.lower);
    EXPECT_LE(solution.value, task.interval.upper);
}

TEST(Solve, FindsCrossingsOfKnownFunctions) {
    struct Case {
        std::function<double(double)> f;
        SolveTask task;
        double root;
        bool below;
    };
    const std::vector<Case> cases = {
        {[](double x) { return std::exp(-x / 20.0); }, {{0.0, 10000.0, false}, 1e-3}, 20.0 * std::log(1000.0), true},
        {[](double x) { return 1.0 - x; }, {{0.0, 1.0, false}, 0.25}, 0.75, true},
        {[](double x) { return x * x; }, {{0.0, 100.0, false}, 2.0}, std::sqrt(2.0), false},
        {[](double x) { return std::log1p(x); }, {{0.0, 1e15, true}, 5.0}, std::expm1(5.0), false},
        {[](double x) { return 1.0 - 3e4 * x; }, {{0.0, 1.0, true}, 0.4}, 2e-5, true},
        {[](double x) { return 1.0 - 1e3 * std::sqrt(x); }, {{0.0, 1.0, true}, 0.999}, 1e-12, true},
        {[](double x) { return x < 3.0 ? 5.0 : 1.0; }, {{0.0, 10.0, false}, 2.0}, 3.0, true},
        {[](double x) { return -x; }, {{-10.0, 10.0, false}, 7.5}, -7.5, true},
        {[](double x) { return std::pow(x - 0.3, 3); }, {{0.0, 1.0, false}, 0.0}, 0.3, false},
    };
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const Solution solution = solve(cases[i].f, cases[i].task);
        SCOPED_TRACE(i);
        expect_safe(solution, cases[i].task, cases[i].f);
        EXPECT_NEAR(solution.value, cases[i].root, 2e-6 * std::fabs(cases[i].root));
        EXPECT_EQ(solution.safe_below, cases[i].below);
        EXPECT_LE(solution.evaluations, 190);
    }
}

// The rate is 0 from some value on; the question is where it begins to be.
TEST(Solve, FindsTheEdgeOfAPlateau) {
    const auto f = [](double x) { return std::fmax(0.0, 1.0 - x / 170.0); };
    const SolveTask any{{0.0, 10000.0, false}, 0.0, true};
    const Solution solution = solve(f, any);
    expect_safe(solution, any, f);
    EXPECT_NEAR(solution.value, 170.0, 2e-4);
    const auto with_hole = [&](double x) { return x > 400.0 ? nan : f(x); };
    EXPECT_EQ(solve(with_hole, any).value, solution.value);
    const SolveTask some{{0.0, 10000.0, false}, 1e-3};
    expect_safe(solve(with_hole, some), some, with_hole);
    EXPECT_NEAR(solve(with_hole, some).value, 170.0 * (1.0 - 1e-3), 2e-4);
}

TEST(Solve, ToleranceIsKept) {
    const auto f = [](double x) { return std::exp(-x); };
    for (const double tolerance : {1e-2, 1e-4, 1e-9}) {
        const SolveTask task{{0.0, 50.0, false}, 0.37, false, tolerance};
        expect_safe(solve(f, task), task, f);
    }
    EXPECT_LT(solve(f, {{0.0, 50.0, false}, 0.37, false, 1e-2}).evaluations,
              solve(f, {{0.0, 50.0, false}, 0.37, true, 1e-9}).evaluations);
}

TEST(Solve, EndsWhereNoShortNumberLiesBetween) {
    const SolveTask task{{0.0, 1.0, false}, 0.0, true, 1e-300};
    const Solution solution = solve([](double x) { return 0.123456789012345 - x; }, task);
    EXPECT_EQ(solution.outcome, Outcome::found);
    EXPECT_NEAR(solution.value, 0.123456789012345, 1e-12);
}

TEST(Solve, SaysWhatIsNotBracketed) {
    const Solution always = solve([](double) { return 2.0; }, {{0.0, 1.0, false}, 1.0});
    EXPECT_EQ(always.outcome, Outcome::always_met);
    EXPECT_EQ(always.met, (std::vector<std::pair<double, double>>{{0.0, 1.0}}));
    const Solution never = solve([](double x) { return x; }, {{0.0, 1.0, false}, 1.5});
    EXPECT_EQ(never.outcome, Outcome::never_met);
    EXPECT_EQ(never.best, 1.0);
    EXPECT_TRUE(never.met.empty());
    EXPECT_EQ(solve([](double) { return nan; }, {{0.0, 1.0, false}, 1.5}).outcome, Outcome::never_met);
    EXPECT_EQ(solve([](double) { return 0.0; }, {{0.0, 1.0, false}, 0.0, true}).outcome, Outcome::never_met);
    EXPECT_EQ(solve([](double) { return 0.0; }, {{0.0, 1.0, false}, 0.0, false}).outcome, Outcome::always_met);
}

TEST(Solve, SaysWhereATargetIsMetSeveralTimes) {
    const Solution solution = solve([](double x) { return std::sin(x); }, {{0.0, 14.0, false}, 0.5});
    EXPECT_EQ(solution.outcome, Outcome::several);
    ASSERT_EQ(solution.met.size(), 3u);
    EXPECT_NEAR(solution.met[0].first, M_PI / 6, 0.11);
    EXPECT_NEAR(solution.met[0].second, 5 * M_PI / 6, 0.11);
    EXPECT_EQ(solution.met[2].second, 14.0);
    const Solution window = solve([](double x) { return 1.0 - x * x; }, {{-10.0, 10.0, false}, 0.0, true});
    EXPECT_EQ(window.outcome, Outcome::several);
    EXPECT_EQ(window.met.size(), 1u);
}

TEST(Solve, TargetsMayBeSharesOfTheLargest) {
    const auto f = [](double x) { return 8.0 * std::exp(-x); };
    SolveTask task{{0.0, 50.0, false}, 0.25};
    task.of_largest = true;
    const Solution solution = solve(f, task);
    EXPECT_EQ(solution.target, 2.0);
    EXPECT_NEAR(solution.value, std::log(4.0), 2e-6);
    task.target = 2.0;
    task.of_largest = false;
    expect_safe(solution, task, f);
    EXPECT_EQ(solve(f, task).target, 2.0);
    // of nothing there is no share, and 0 is not reached by 0
    task.of_largest = true;
    for (const double value : {0.0, -1.0, nan}) {
        const Solution none = solve([&](double) { return value; }, task);
        EXPECT_EQ(none.outcome, Outcome::never_met) << value;
        EXPECT_TRUE(std::isnan(none.target)) << value;
    }
}

TEST(Solve, TheLargestIsSeenBehindHoles) {
    const auto f = [](double x) { return x < 3.0 ? nan : 7.0 - x; };
    EXPECT_NEAR(solve(f, {{0.0, 10.0, false}, 100.0}).best, 4.0, 0.08);
    EXPECT_TRUE(std::isnan(solve([](double) { return nan; }, {{0.0, 1.0, false}, 0.0}).best));
}

TEST(Solve, LetsExceptionsPass) {
    EXPECT_THROW(solve([](double) -> double { throw std::runtime_error("x"); }, {{0.0, 1.0, false}, 0.5}), std::runtime_error);
}

}  // namespace
}  // namespace keybound
