#include "keybound/finite/counting_problem.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/proof/lower/coin_tangent.hpp"
#include "keybound/proof/lower/run_programme.hpp"
#include "support/phase_error_candidates.hpp"
#include "support/runs.hpp"

namespace keybound {
namespace {

LinearBound made_up(int settings) {
    LinearBound bound;
    bound.lambda[0] = {0.5, -0.25, 2.0, settings == 4 ? 3.0 : 0.0};
    bound.lambda[1] = {0.0, 0.75, -1.5, settings == 4 ? 0.1 : 0.0};
    bound.lambda_z[0] = {0.0, 5.0};
    bound.lambda_z[1] = {7.0, 0.0};
    bound.source_term = 1e-5;
    bound.omega = SmallMatrix::Zero(settings, settings);
    bound.omega(0, 0) = 0.125;
    return bound;
}

Link link_with(int settings) {
    return test::link_of({.modulation_error_rad = 0.05, .leakage = {1e-6}, .fibre_km = 40}, settings);
}

TEST(CountingProblem, ByHand) {
    const Link link = link_with(4);
    const RunChoices choices{1e9, 0.8, 0.25};
    Counts predicted = expected_counts(link, choices), observed = predicted;
    observed.x[0][0] = 17.0;
    observed.x[2][1] = 19.0;
    observed.z_test[1][0] = 23.0;
    observed.detected = 1e5;
    const CountingProblem problem = counting_problem(made_up(4), link, choices, 1e-20, predicted, observed);
    // order: setting by setting, outcome by outcome, X before Z; multipliers that are 0 make no class
    ASSERT_EQ(problem.size, 9);
    const auto expect = [&](int i, double coefficient, double expected, double seen) {
        EXPECT_NEAR(problem.storage[i].coefficient, coefficient, 1e-13 * std::fabs(coefficient)) << i;
        EXPECT_EQ(problem.storage[i].predicted, expected) << i;
        EXPECT_EQ(problem.storage[i].observed, seen) << i;
    };
    expect(0, 0.5 / (0.4 * 0.2), predicted.x[0][0], 17.0);
    expect(1, 7.0 / (0.4 * 0.2), predicted.z_test[0][1], predicted.z_test[0][1]);
    expect(2, -0.25 / (0.4 * 0.2), predicted.x[1][0], predicted.x[1][0]);
    expect(3, 5.0 / (0.4 * 0.2), predicted.z_test[1][0], 23.0);
    expect(4, 0.75 / (0.4 * 0.2), predicted.x[1][1], predicted.x[1][1]);
    expect(5, 2.0 / (0.1 * 0.2), predicted.x[2][0], predicted.x[2][0]);
    expect(6, -1.5 / (0.1 * 0.2), predicted.x[2][1], 19.0);
    expect(8, 0.1 / (0.1 * 0.2), predicted.x[3][1], predicted.x[3][1]);
    EXPECT_NEAR(problem.phase_coefficient, 1.0 / (0.8 * 0.6), 1e-13);
    EXPECT_EQ(problem.pulses, 1e9);
    EXPECT_EQ(problem.detected, 1e5);
    EXPECT_EQ(problem.source_term, 1e-5);
    EXPECT_EQ(problem.failure, 1e-20);
    EXPECT_NEAR(problem.coin_weight, 0.125 / 0.4, 1e-12);
    EXPECT_EQ(problem.classes().size(), 9u);
}

// As if lambda were a little larger and phase errors weighed a little less.
TEST(CountingProblem, CoefficientsAreRoundedTheSafeWay) {
    test::Random random(20260451);
    const Link three = link_with(3), four = link_with(4);
    for (int sample = 0; sample < test::samples(2000); ++sample) {
        const int n = 3 + sample % 2;
        const double z = test::uniform(random, 1e-3, 1.0 - 1e-3), r = test::log_uniform(random, 1e-5, 0.9);
        const RunChoices choices{test::log_uniform(random, 1e3, 1e18), z, r};
        LinearBound bound;
        bound.omega = SmallMatrix::Zero(n, n);
        const auto lambda = [&] { return test::uniform(random, -1, 1) * test::log_uniform(random, 1e-6, 1e5); };
        for (int b = 0; b < 2; ++b) {
            for (int j = 0; j < n; ++j) bound.lambda[b][j] = lambda();
            for (int j = 0; j < 2; ++j) bound.lambda_z[b][j] = lambda();
        }
        const Link& link = n == 3 ? three : four;
        const Counts counts = expected_counts(link, choices);
        const CountingProblem problem = counting_problem(bound, link, choices, 1e-20, counts, counts);
        ASSERT_EQ(problem.size, 2 * n + 4);
        const long double lz = z, lr = r;
        int i = 0;
        for (int j = 0; j < n; ++j) {
            const long double setting = j < 2 ? lz / 2.0L : (1.0L - lz) / (n - 2);
            for (int b = 0; b < 2; ++b) {
                const auto check = [&](long double exact) {
                    const double found = problem.storage[i++].coefficient;
                    ASSERT_GE(static_cast<long double>(found), exact) << sample << " " << i;
                    ASSERT_LE(found - exact, 1e-14L * fabsl(exact)) << sample << " " << i;
                };
                check(bound.lambda[b][j] / (setting * (1.0L - lz)));
                if (j < 2) check(bound.lambda_z[b][j] / (setting * lz * lr));
            }
        }
        const long double phase = 1.0L / (lz * lz * (1.0L - lr));
        ASSERT_LE(static_cast<long double>(problem.phase_coefficient), phase);
        ASSERT_GE(problem.phase_coefficient, phase * (1.0L - 1e-14L));
    }
}

// Rayleigh quotients of random vectors and of the vectors that power iteration finds never exceed the weight, and come near.
TEST(CountingProblem, TheCoinWeightIsAboveEveryEigenvalue) {
    test::Random random(20260452);
    double closest = 1.0;
    for (const auto& named : test::various_links()) {
        const int n = named.link.source.settings();
        const RunChoices choices{1e10, test::uniform(random, 0.3, 0.99), 0.0};
        const LinearBound bounds[] = {
            prove_run_by_dual(named.link, {}, test::design_of(n, 1e10, choices.z_basis_probability)).value().bound,
            prove_run_by_coin(named.link, test::design_of(n, 1e10, choices.z_basis_probability)).value().bound};
        for (const LinearBound& bound : bounds) {
            const Counts counts = expected_counts(named.link, choices);
            const CountingProblem problem = counting_problem(bound, named.link, choices, 1e-20, counts, counts);
            SmallMatrix m = bound.omega;
            for (int j = 0; j < n; ++j) {
                for (int k = 0; k < n; ++k) {
                    m(j, k) /= std::sqrt(setting_probability(j, n, choices.z_basis_probability) *
                                         setting_probability(k, n, choices.z_basis_probability));
                }
            }
            SmallMatrix v(n, 1);
            for (int j = 0; j < n; ++j) v(j, 0) = Complex(test::uniform(random, -1, 1), test::uniform(random, -1, 1));
            double rayleigh = 0.0;
            for (int step = 0; step < 2000; ++step) {
                v /= v.norm();
                const SmallMatrix next = m * v;
                rayleigh = (v.adjoint() * next)(0, 0).real();
                ASSERT_LE(rayleigh, problem.coin_weight) << named.name;
                v = next;
            }
            closest = std::min(closest, rayleigh / problem.coin_weight);
        }
    }
    EXPECT_GT(closest, 1.0 - 1e-5);
}

TEST(CountingProblem, MultipliersOfDataThatAreNotTakenAreNoFiniteNumbers) {
    const Link link = link_with(4);
    const RunChoices choices{1e9, 0.8, 0.0};
    const Counts counts = expected_counts(link, choices);
    const CountingProblem problem = counting_problem(made_up(4), link, choices, 1e-20, counts, counts);
    int infinite = 0;
    for (const ObservedClass& seen : problem.classes()) infinite += std::isinf(seen.coefficient);
    EXPECT_EQ(infinite, 2);
}

}  // namespace
}  // namespace keybound
