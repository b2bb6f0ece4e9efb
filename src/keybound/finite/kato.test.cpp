#include "keybound/finite/kato.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keybound/finite/azuma.hpp"
#include "keybound/finite/tails.hpp"
#include "support/counting_problems.hpp"

namespace keybound {
namespace {

using test::Random;

const double nan = std::numeric_limits<double>::quiet_NaN();

double bound_of(const CountingProblem& problem, double taken = 0.2) {
    return kato_phase_errors(problem, {.coin_probability = taken}).value().value;
}

// Computed by an independent program: eight events, for there are two classes that cost anything.
TEST(Kato, ReproducesTheReferenceTable) {
    for (const auto& row : test::reference_rows) {
        const auto run = test::reference_run(row);
        const double rate = bound_of(run.problem) / run.sifted_key;
        EXPECT_NEAR(rate, row.kato_error_rate, 1e-5 * row.kato_error_rate);
        EXPECT_NEAR(test::reference_key(run, rate), row.kato_key, 1e-5 * row.kato_key);
    }
}

// Step by step with the functions of tails.hpp, both signs, one class without a coefficient.
TEST(Kato, IsItsSixSteps) {
    CountingProblem problem;
    problem.add(30.0, 900.0, 1000.0);
    problem.add(0.0, 1e5, 1e5);
    problem.add(-0.7, 5000.0, 4500.0);
    problem.phase_coefficient = 1.25;
    problem.pulses = 1e8;
    problem.detected = 3e6;
    problem.source_term = 2e-4;
    problem.coin_weight = 8.0;
    problem.failure = 1e-12;
    const double taken = 0.3, kept = 0.7;
    const double e = std::log(8.0 / 1e-12);
    const auto spread = [&](double count) { return std::sqrt(0.5 * count * e); };
    const Line upper = tighter_line(Bounded::sum_from_above, 3e6, kept * 900 + spread(900), e);
    const Line lower = tighter_line(Bounded::sum_from_below, 3e6, kept * 5000 - spread(5000), e);
    const double outcomes = independent_at_most(1e8 * taken * 2e-4 / 8.0, e);
    const Line coin = tighter_line(Bounded::sum_from_above, 3e6, outcomes, e);
    const auto sum = [&](double first, double second) {
        return (30.0 * (upper.slope * (kept * first + spread(first)) + upper.offset) -
                0.7 * (lower.slope * (kept * second - spread(second)) - lower.offset) +
                kept * 8.0 / taken * (coin.slope * outcomes + coin.offset)) /
               1.25;
    };
    const Line last = tighter_line(Bounded::count_from_above, 3e6, sum(900, 5000), e);
    const double thinned = last.slope * sum(1000, 4500) + last.offset;
    const double root = (std::sqrt(0.5 * e) + std::sqrt(0.5 * e + 4 * kept * thinned)) / (2 * kept);
    EXPECT_NEAR(bound_of(problem, taken), root * root, 1e-9 * root * root);
}

TEST(Kato, ClassesWithoutACoefficientCostNothing) {
    CountingProblem problem = test::reference_run(test::reference_rows[2]).problem;
    const double bound = bound_of(problem);
    problem.add(0.0, 12345.0, 54321.0);
    EXPECT_NEAR(bound_of(problem), bound, 1e-12 * bound);  // a few roundings more are allowed for
    problem.add(1e-12, 1.0, 1.0);                          // any other coefficient costs two events
    EXPECT_GT(bound_of(problem), bound * 1.0001);
}

TEST(Kato, NeedsNoCoinWithoutASourceTerm) {
    CountingProblem problem;
    problem.add(2.0, 500.0, 500.0);
    problem.phase_coefficient = 1.0;
    problem.pulses = 1e6;
    problem.detected = 1e5;
    problem.failure = 1e-10;
    const double e = std::log(2.0 / 1e-10);
    const double sum = 2.0 * tighter_line(Bounded::sum_from_above, 1e5, 500.0, e).above(500.0);
    const double wanted = tighter_line(Bounded::count_from_above, 1e5, sum, e).above(sum);
    EXPECT_NEAR(bound_of(problem, 0.0), wanted, 1e-9 * wanted);
    problem.source_term = 1e-9;  // a source term, and nobody said of what
    EXPECT_EQ(kato_phase_errors(problem, {.coin_probability = 0.2}).verdict(), Verdict::undecided);
}

// Lines are chosen before the run: what was seen moves the bound along straight lines (up to the two thinnings).
TEST(Kato, PredictedCountsTuneAndNothingElse) {
    CountingProblem problem = test::reference_run(test::reference_rows[0]).problem;
    const double tuned = bound_of(problem);
    for (const double factor : {0.0, 0.01, 0.5, 3.0, 1e3, -1.0, nan}) {
        CountingProblem other = problem;
        other.storage[0].predicted *= factor;
        other.storage[2].predicted *= factor;
        const auto found = kato_phase_errors(other, {.coin_probability = 0.2});
        ASSERT_TRUE(found.has_value());
        EXPECT_GE(found.value().value, tuned * 0.999) << factor;  // whatever was predicted, no better by much
        EXPECT_LE(found.value().value, tuned * 3.0) << factor;
    }
}

TEST(Kato, MoreOfWhatHurtsNeverGivesLess) {
    Random random(34);
    int meaningful = 0;
    for (int i = 0; i < test::samples(3000); ++i) {
        const CountingProblem problem = test::random_problem(random);
        const double taken = test::random_parameters(random, problem).coin_probability;
        const double bound = bound_of(problem, taken);
        EXPECT_GE(bound, 0.0);
        for (int k = 0; k < problem.size; ++k) {
            CountingProblem other = problem;
            ObservedClass& seen = other.storage[static_cast<std::size_t>(k)];
            seen.observed *= 1.5;
            const double room = 1e-12 * bound;
            if (seen.coefficient > 0.0) {
                EXPECT_GE(bound_of(other, taken), bound - room);
            }
            if (seen.coefficient == 0.0) {
                EXPECT_EQ(bound_of(other, taken), bound);
            }
        }
        meaningful += bound < problem.detected ? 1 : 0;
    }
    EXPECT_GE(meaningful, test::samples(100));
}

TEST(Kato, IsTighterThanAzuma) {
    for (const auto& row : test::reference_rows) {
        const CountingProblem problem = test::reference_run(row).problem;
        EXPECT_LT(10 * bound_of(problem), azuma_phase_errors(problem, {.coin_probability = 0.2}).value().value);
    }
}

TEST(Kato, DoubtsNeverBecomeNumbers) {
    const CountingProblem good = test::reference_run(test::reference_rows[1]).problem;
    for (const auto method : {kato_phase_errors, azuma_phase_errors}) {
        const auto verdict = [&](const CountingProblem& problem) {
            return method(problem, {.coin_probability = 0.2}).verdict();
        };
        ASSERT_EQ(verdict(good), Verdict::proved);
        for (const double bad : {0.0, 1.0, -0.5, 1.5, nan}) {
            EXPECT_EQ(method(good, {.coin_probability = bad}).verdict(), Verdict::undecided) << bad;
        }
        CountingProblem bad = good;
        for (const double detected : {0.0, -1.0, nan, 2.0 * good.pulses}) {
            bad.detected = detected;
            EXPECT_EQ(verdict(bad), Verdict::undecided) << detected;
        }
        bad = good;
        bad.storage[0].observed = nan;
        EXPECT_EQ(verdict(bad), Verdict::undecided);
        bad = good;
        bad.storage[0].observed = -1.0;
        EXPECT_EQ(verdict(bad), Verdict::undecided);
        bad = good;
        bad.coin_weight = nan;
        EXPECT_EQ(verdict(bad), Verdict::undecided);
        bad = good;
        bad.failure = 0.0;
        EXPECT_EQ(verdict(bad), Verdict::undecided);
        bad = good;
        bad.pulses = nan;
        EXPECT_EQ(verdict(bad), Verdict::undecided);
    }
}

}  // namespace
}  // namespace keybound
