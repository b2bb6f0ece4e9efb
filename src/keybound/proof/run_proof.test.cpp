#include "keybound/proof/run_proof.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keybound/proof/lower/loss_tolerant_coin_z.hpp"
#include "support/links.hpp"
#include "support/runs.hpp"

namespace keybound {
namespace {

struct Example {
    LinearBound bound;
    Statistics statistics;
    RunDesign design;
};

// Numbers that are all different.
Example example(int settings, test::Random& random) {
    Example result;
    result.statistics.settings = settings;
    result.bound.source_term = test::log_uniform(random, 1e-9, 1e-3);
    const auto lambda = [&] { return test::uniform(random, -1, 1) * test::log_uniform(random, 1e-2, 10); };
    for (int b = 0; b < 2; ++b) {
        for (int j = 0; j < settings; ++j) {
            result.bound.lambda[b][j] = lambda();
            result.statistics.x[j][b] = test::log_uniform(random, 1e-6, 1e-2);
            result.design.x[j] = test::uniform(random, 5, 50);
            if (j < 2) {
                result.bound.lambda_z[b][j] = lambda();
                result.statistics.z[j][b] = test::log_uniform(random, 1e-6, 1e-2);
                result.design.z_test[j] = test::uniform(random, 5, 500);
            }
        }
    }
    result.design.phase_error = test::uniform(random, 1.05, 3);
    result.design.pulses = test::log_uniform(random, 1e6, 1e14);
    result.design.failure_term = test::uniform(random, 5, 60);
    return result;
}

double largest(const Example& e) {
    double result = 1e-300;
    for (int b = 0; b < 2; ++b) {
        for (int j = 0; j < e.statistics.settings; ++j) result = std::max(result, e.bound.lambda[b][j] * e.design.x[j]);
        for (int j = 0; j < 2; ++j) result = std::max(result, e.bound.lambda_z[b][j] * e.design.z_test[j]);
    }
    return result;
}

// As the header has it, in extended precision and with counts n = N p / x.
long double direct(const Example& e, long double s) {
    long double sum = e.design.failure_term + e.design.pulses * s * e.bound.source_term;
    for (int b = 0; b < 2; ++b) {
        for (int j = 0; j < e.statistics.settings; ++j) {
            const long double count = static_cast<long double>(e.design.pulses) * e.statistics.x[j][b] / e.design.x[j];
            sum -= count * log1pl(-s * e.bound.lambda[b][j] * e.design.x[j]);
        }
        for (int j = 0; j < 2; ++j) {
            const long double count = static_cast<long double>(e.design.pulses) * e.statistics.z[j][b] / e.design.z_test[j];
            sum -= count * log1pl(-s * e.bound.lambda_z[b][j] * e.design.z_test[j]);
        }
    }
    return sum / log1pl(s * e.design.phase_error);
}

TEST(RunProof, ExpectedPhaseErrorsAreTheFormula) {
    test::Random random(20260411);
    for (int sample = 0; sample < test::samples(500); ++sample) {
        const Example e = example(3 + sample % 2, random);
        const double s = test::log_uniform(random, 1e-9, 0.999) / largest(e);
        const long double wanted = direct(e, s);
        const double found = expected_phase_errors(e.bound, e.statistics, e.design, s);
        EXPECT_NEAR(found, static_cast<double>(wanted), 1e-9 * (std::fabs(found) + e.design.pulses * 1e-2)) << sample;
    }
}

TEST(RunProof, WeightsThatAreNotPositiveCostInfinitelyMuch) {
    test::Random random(20260412);
    for (int sample = 0; sample < 100; ++sample) {
        Example e = example(4, random);
        EXPECT_EQ(expected_phase_errors(e.bound, e.statistics, e.design, 1.0001 / largest(e)),
                  std::numeric_limits<double>::infinity());
        // a multiplier of data that are not taken
        e.design.z_test = {};
        EXPECT_FALSE(expected_phase_errors(e.bound, e.statistics, e.design, 0.1 / largest(e)) < 1e300);
    }
}

// A tilt costs what its place is worth: a grid of 4000 finds nothing that is better by more than 1e-4.
TEST(RunProof, TheBestTiltIsTheBestOfAFineGrid) {
    test::Random random(20260413);
    for (int sample = 0; sample < test::samples(60); ++sample) {
        const Example e = example(3 + sample % 2, random);
        const double found = best_tilt(e.bound, e.statistics, e.design);
        EXPECT_LT(found * largest(e), 1.0);
        const double errors = expected_phase_errors(e.bound, e.statistics, e.design, found);
        // Bounds far below 0 are not of this world: sums of real data are not negative.
        if (!(errors > 0.0)) continue;
        for (int k = 0; k < 4000; ++k) {
            const double s = std::exp(std::log(0.9989 / largest(e)) - 27.0 * k / 4000);
            const double other = expected_phase_errors(e.bound, e.statistics, e.design, s);
            ASSERT_LE(errors, other + 1e-4 * std::fabs(other)) << sample << " " << s << " instead of " << found;
        }
    }
}

TEST(RunProof, FirstTiltKeepsTheUsualStartInside) {
    test::Random random(20260414);
    for (int sample = 0; sample < 200; ++sample) {
        Example e = example(4, random);
        e.design.pulses = test::log_uniform(random, 1, 1e18);
        const double tilt = first_tilt(e.statistics, e.design);
        EXPECT_GT(tilt, 0.0);
        for (int j = 0; j < 4; ++j) EXPECT_LE(tilt * e.design.x[j], 0.5);
    }
}

TEST(RunProof, ZTestsNeedDisclosedRounds) {
    const Link link = test::link_of({.modulation_error_rad = 0.063, .leakage = {1e-6}, .fibre_km = 50});
    const auto none = prove_run_by_coin_z(link, test::design_of(4, 1e10, 0.9));
    EXPECT_EQ(none.verdict(), Verdict::not_applicable);
    EXPECT_NE(none.reason().find("test_fraction"), std::string::npos);
    EXPECT_TRUE(prove_run_by_coin_z(link, test::design_of(4, 1e10, 0.9, 0.05)).has_value());
}

}  // namespace
}  // namespace keybound
