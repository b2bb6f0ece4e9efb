#include "keybound/proof/lower/linear_bound.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/samples.hpp"

namespace keybound {
namespace {

TEST(LinearBound, IsTheSumOfItsTerms) {
    LinearBound bound;
    Statistics statistics;
    statistics.settings = 3;
    statistics.x = {{{0.1, 0.02}, {0.03, 0.4}, {0.5, 0.06}}};
    statistics.z = {{{0.07, 0.008}, {0.9, 0.011}, {0.13, 0.17}}};
    bound.lambda[0] = {1.0, -2.0, 3.0};
    bound.lambda[1] = {-5.0, 7.0, 11.0};
    bound.lambda_z[0] = {13.0, -17.0};
    bound.lambda_z[1] = {19.0, 23.0};
    bound.source_term = 0.25;
    const double x = 0.1 - 0.06 + 1.5 - 0.1 + 2.8 + 0.66;
    const double z = 0.91 - 15.3 + 0.152 + 0.253;
    EXPECT_NEAR(linear_bound_at(bound, statistics), x + z + 0.25, 1e-12);
}

// Against sums in extended precision, with terms that nearly cancel.
TEST(LinearBound, IsRoundedUpward) {
    test::Random random(20260401);
    int cancelled = 0;
    for (int sample = 0; sample < test::samples(2000); ++sample) {
        LinearBound bound;
        Statistics statistics;
        statistics.settings = 3 + sample % 2;
        long double exact = 0.0L, magnitude = 0.0L;
        bound.source_term = test::log_uniform(random, 1e-12, 1e-3);
        exact += bound.source_term;
        const auto term = [&](double& lambda, double& probability) {
            lambda = test::uniform(random, -1, 1) * test::log_uniform(random, 1e-3, 1e3);
            probability = test::log_uniform(random, 1e-9, 1.0);
            if (&lambda == &bound.lambda[0][0]) return;  // below
            exact += static_cast<long double>(lambda) * probability;
            magnitude += std::fabs(static_cast<long double>(lambda) * probability);
        };
        for (int j = 0; j < statistics.settings; ++j) {
            for (int b = 0; b < 2; ++b) {
                term(bound.lambda[b][j], statistics.x[j][b]);
                if (j < 2) term(bound.lambda_z[b][j], statistics.z[j][b]);
            }
        }
        // the last coefficient takes back what the others gave
        const long double rest = exact;
        bound.lambda[0][0] = static_cast<double>(-rest / statistics.x[0][0]);
        exact = rest + static_cast<long double>(bound.lambda[0][0]) * statistics.x[0][0];
        const double value = linear_bound_at(bound, statistics);
        ASSERT_GE(static_cast<long double>(value), exact) << sample;
        ASSERT_LE(value - exact, 1e-13L * (magnitude + std::fabs(rest))) << sample;
        cancelled += std::fabs(exact) < 1e-12L * magnitude;
    }
    EXPECT_GT(cancelled, test::samples(1000));
}

TEST(LinearBound, OfNonsenseIsNoNumber) {
    LinearBound bound;
    Statistics statistics;
    statistics.settings = 3;
    statistics.x[1][1] = 0.5;
    bound.lambda[1][1] = std::nan("");
    EXPECT_TRUE(std::isnan(linear_bound_at(bound, statistics)));
    bound.lambda[1][1] = 0.0;
    bound.source_term = std::nan("");
    EXPECT_TRUE(std::isnan(linear_bound_at(bound, statistics)));
}

}  // namespace
}  // namespace keybound
