#include "keybound/finite/e_value_thinned.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keybound/finite/e_value.hpp"
#include "support/counting_problems.hpp"

namespace keybound {
namespace {

using test::Random;

const double nan = std::numeric_limits<double>::quiet_NaN();

// Computed by an independent program.
TEST(EValueThinned, ReproducesTheReferenceTable) {
    for (const auto& row : test::reference_rows) {
        const auto run = test::reference_run(row);
        const double rate = e_value_thinned_phase_errors(run.problem, row.parameters).value().value / run.sifted_key;
        EXPECT_NEAR(rate, row.thinned_error_rate, 1e-4 * row.thinned_error_rate);
        EXPECT_NEAR(test::reference_key(run, rate), row.thinned_key, 1e-5 * row.thinned_key);
    }
}

// Weight by weight it is never below the e-value bound at tilt theta (1 - p_C) s: finite-key.md, section 5.
TEST(EValueThinned, IsNeverBelowTheEValue) {
    Random random(32);
    int meaningful = 0;
    for (int i = 0; i < test::samples(5000); ++i) {
        const CountingProblem problem = test::random_problem(random);
        const MethodParameters parameters = test::random_parameters(random, problem);
        const auto thinned = e_value_thinned_phase_errors(problem, parameters);
        ASSERT_TRUE(thinned.has_value());
        const double tilt = parameters.hoelder_exponent * (1 - parameters.coin_probability) * parameters.tilt;
        const double direct = e_value_phase_errors(problem, {.tilt = tilt}).value().value;
        if (direct < 0.0) continue;
        EXPECT_GE(thinned.value().value, direct * (1 - 1e-12));
        meaningful += direct < problem.detected ? 1 : 0;
    }
    EXPECT_GE(meaningful, test::samples(250));
}

// Both at their best on a grid of parameters, which is how they are used.
TEST(EValueThinned, IsNeverBelowTheEValueAtTheirBest) {
    Random random(33);
    int meaningful = 0;
    for (int i = 0; i < test::samples(20); ++i) {
        const CountingProblem problem = test::random_problem(random);
        const double end = std::fmin(largest_tilt(problem), 1.0 / problem.coin_weight);
        double best = std::numeric_limits<double>::infinity(), direct = best;
        for (double tilt = 0.99 * end; tilt > 1e-10 * end; tilt *= 0.8) {
            direct = std::fmin(direct, e_value_phase_errors(problem, {.tilt = tilt}).value().value);
            for (double taken = 0.1; taken < 0.95; taken += 0.1) {
                for (const double theta : {0.3, 0.6, 0.8, 0.9, 0.97}) {
                    const auto found = e_value_thinned_phase_errors(problem, {tilt, taken, theta});
                    if (found.has_value()) best = std::fmin(best, found.value().value);
                }
            }
        }
        if (direct < 0.0) continue;
        EXPECT_GE(best, direct * 0.99);  // the two grids do not meet each other's points
        meaningful += best < problem.detected ? 1 : 0;
    }
    EXPECT_GE(meaningful, test::samples(2));
}

TEST(EValueThinned, NeedsNoCoinWithoutASourceTerm) {
    CountingProblem problem = test::reference_run(test::reference_rows[1]).problem;
    problem.source_term = 0.0;
    problem.coin_weight = 0.0;
    EXPECT_EQ(e_value_thinned_phase_errors(problem, {.tilt = 1e-3}).value().value,
              e_value_phase_errors(problem, {.tilt = 1e-3}).value().value);
    problem.source_term = 1e-9;  // a source term, and nobody said of what
    EXPECT_EQ(e_value_thinned_phase_errors(problem, {1e-3, 0.5, 0.8}).verdict(), Verdict::undecided);
}

// More than the trivial source term says nothing more.
TEST(EValueThinned, TheCoinReadsAtMostItself) {
    CountingProblem problem = test::reference_run(test::reference_rows[1]).problem;
    problem.source_term = problem.coin_weight;
    const double all = e_value_thinned_phase_errors(problem, {1e-3, 0.5, 0.8}).value().value;
    problem.source_term *= 7.0;
    EXPECT_EQ(e_value_thinned_phase_errors(problem, {1e-3, 0.5, 0.8}).value().value, all);
}

TEST(EValueThinned, DoubtsNeverBecomeNumbers) {
    const CountingProblem good = test::reference_run(test::reference_rows[1]).problem;
    const auto verdict = [&](const CountingProblem& problem, const MethodParameters& parameters) {
        return e_value_thinned_phase_errors(problem, parameters).verdict();
    };
    ASSERT_EQ(verdict(good, {1e-3, 0.45, 0.85}), Verdict::proved);
    for (const double bad : {0.0, 1.0, -0.5, 1.5, nan}) {
        EXPECT_EQ(verdict(good, {1e-3, bad, 0.85}), Verdict::undecided) << bad;
        EXPECT_EQ(verdict(good, {1e-3, 0.45, bad}), Verdict::undecided) << bad;
    }
    for (const double tilt : {0.0, -1e-3, nan, 1.0, 1e300}) EXPECT_EQ(verdict(good, {tilt, 0.45, 0.85}), Verdict::undecided);
    // The coin's weight is the smaller: x reaches 1 before any class does.
    EXPECT_EQ(verdict(good, {1.3e-3, 0.05, 0.85}), Verdict::undecided);
    CountingProblem bad = good;
    bad.coin_weight = nan;
    EXPECT_EQ(verdict(bad, {1e-3, 0.45, 0.85}), Verdict::undecided);
    bad = good;
    bad.failure = 1.0;
    EXPECT_EQ(verdict(bad, {1e-3, 0.45, 0.85}), Verdict::undecided);
    bad = good;
    bad.storage[0].observed = -1.0;
    EXPECT_EQ(verdict(bad, {1e-3, 0.45, 0.85}), Verdict::undecided);
}

}  // namespace
}  // namespace keybound
