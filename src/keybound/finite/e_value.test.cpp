#include "keybound/finite/e_value.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/counting_problems.hpp"

namespace keybound {
namespace {

using test::Random;
using test::uniform;

const double nan = std::numeric_limits<double>::quiet_NaN();
const double infinity = std::numeric_limits<double>::infinity();

double bound_of(const CountingProblem& problem, double tilt) {
    return e_value_phase_errors(problem, {.tilt = tilt}).value().value;
}

// Computed by an independent program with 50 digits.
TEST(EValue, ReproducesTheReferenceTable) {
    for (const auto& row : test::reference_rows) {
        const auto run = test::reference_run(row);
        const double rate = bound_of(run.problem, row.parameters.tilt) / run.sifted_key;
        EXPECT_NEAR(rate, row.e_value_error_rate, 1e-5 * row.e_value_error_rate);
        EXPECT_NEAR(test::reference_key(run, rate), row.e_value_key, 1e-5 * row.e_value_key);
    }
}

// By hand: one class, one phase error weight.
TEST(EValue, IsItsFormula) {
    CountingProblem problem;
    problem.add(3.0, 0.0, 40.0);
    problem.add(-2.0, 0.0, 25.0);
    problem.phase_coefficient = 1.5;
    problem.pulses = 1000.0;
    problem.detected = 300.0;
    problem.source_term = 0.07;
    problem.coin_weight = 1.0;
    problem.failure = 1e-3;
    const double wanted =
        (std::log(1e3) + 1000 * std::log(1.0 + 0.1 * 0.07) - 40 * std::log(0.7) - 25 * std::log(1.2)) / std::log(1.15);
    EXPECT_NEAR(bound_of(problem, 0.1), wanted, 1e-11);
    EXPECT_GE(bound_of(problem, 0.1), wanted * (1 - 1e-15));
}

TEST(EValue, LargestTiltKeepsEveryWeightPositive) {
    CountingProblem problem = test::reference_run(test::reference_rows[2]).problem;
    const double largest = largest_tilt(problem);
    EXPECT_TRUE(e_value_phase_errors(problem, {.tilt = 0.999 * largest}).has_value());
    EXPECT_EQ(e_value_phase_errors(problem, {.tilt = 1.001 * largest}).verdict(), Verdict::undecided);
    problem.size = 0;
    EXPECT_EQ(largest_tilt(problem), infinity);
    problem.add(-4.0, 1.0, 1.0);
    EXPECT_EQ(largest_tilt(problem), infinity);
}

TEST(EValue, DoubtsNeverBecomeNumbers) {
    const CountingProblem good = test::reference_run(test::reference_rows[2]).problem;
    ASSERT_TRUE(e_value_phase_errors(good, {.tilt = 1e-3}).has_value());
    for (const double tilt : {0.0, -1e-3, nan, infinity, 1e300}) {
        EXPECT_EQ(e_value_phase_errors(good, {.tilt = tilt}).verdict(), Verdict::undecided) << tilt;
    }
    const auto expect_undecided = [&](double CountingProblem::*field, std::initializer_list<double> values) {
        for (const double value : values) {
            CountingProblem bad = good;
            bad.*field = value;
            EXPECT_EQ(e_value_phase_errors(bad, {.tilt = 1e-3}).verdict(), Verdict::undecided) << value;
        }
    };
    expect_undecided(&CountingProblem::phase_coefficient, {0.0, -1.0, nan, infinity});
    expect_undecided(&CountingProblem::pulses, {-1.0, nan, infinity});
    expect_undecided(&CountingProblem::source_term, {-1e-9, nan, infinity});
    expect_undecided(&CountingProblem::failure, {0.0, 1.0, -0.1, 1.1, nan});
    for (const double count : {-1.0, nan, infinity}) {
        CountingProblem bad = good;
        bad.storage[1].observed = count;  // its coefficient is 0
        EXPECT_EQ(e_value_phase_errors(bad, {.tilt = 1e-3}).verdict(), Verdict::undecided) << count;
    }
    for (const double coefficient : {nan, infinity, -infinity}) {
        CountingProblem bad = good;
        bad.storage[0].coefficient = coefficient;
        EXPECT_EQ(e_value_phase_errors(bad, {.tilt = 1e-3}).verdict(), Verdict::undecided) << coefficient;
    }
}

TEST(EValue, MoreOfWhatHurtsNeverGivesLess) {
    Random random(31);
    int meaningful = 0;
    for (int i = 0; i < test::samples(3000); ++i) {
        const CountingProblem problem = test::random_problem(random);
        const double tilt = test::random_parameters(random, problem).tilt;
        const double bound = bound_of(problem, tilt);
        const double more = 1 + uniform(random, 0.01, 1.0);
        CountingProblem other = problem;
        other.pulses *= more;
        EXPECT_GT(bound_of(other, tilt), bound - 1e-9 * std::fabs(bound));
        other = problem;
        other.source_term *= more;
        EXPECT_GT(bound_of(other, tilt), bound - 1e-9 * std::fabs(bound));
        other = problem;
        other.failure /= more;
        EXPECT_GT(bound_of(other, tilt), bound);
        for (int k = 0; k < problem.size; ++k) {
            other = problem;
            ObservedClass& seen = other.storage[static_cast<std::size_t>(k)];
            if (!(seen.observed > 0.0)) continue;
            seen.observed *= more;
            const double change = bound_of(other, tilt) - bound;
            const double room = 1e-9 * std::fabs(bound);
            if (seen.coefficient > 0.0) {
                EXPECT_GT(change, -room);
            }
            if (seen.coefficient < 0.0) {
                EXPECT_LT(change, room);
            }
            if (seen.coefficient == 0.0) {
                EXPECT_NEAR(change, 0.0, room);
            }
        }
        meaningful += bound > 0.0 && bound < problem.detected ? 1 : 0;
    }
    EXPECT_GE(meaningful, test::samples(100));
}

}  // namespace
}  // namespace keybound
