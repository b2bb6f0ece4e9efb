#include "keybound/finite/azuma.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/finite/tails.hpp"
#include "support/counting_problems.hpp"

namespace keybound {
namespace {

// The six steps by hand; the deviation is sqrt(2 n ln(6/eps_f)) in each of three sums.
TEST(Azuma, IsItsSixSteps) {
    CountingProblem problem;
    problem.add(30.0, 1.0, 1000.0);
    problem.phase_coefficient = 1.25;
    problem.pulses = 1e8;
    problem.detected = 3e6;
    problem.source_term = 2e-4;
    problem.coin_weight = 8.0;
    problem.failure = 1e-12;
    const double taken = 0.3, kept = 0.7;
    const double e = std::log(6.0 / 1e-12);
    const double deviation = std::sqrt(2 * 3e6 * e);
    const double errors = kept * 1000 + std::sqrt(500 * e);
    const double coin = independent_at_most(1e8 * taken * 2e-4 / 8.0, e);
    const double sum = (30.0 * (errors + deviation) + kept * 8.0 / taken * (coin + deviation)) / 1.25;
    const double root = (std::sqrt(0.5 * e) + std::sqrt(0.5 * e + 4 * kept * (sum + deviation))) / (2 * kept);
    const double found = azuma_phase_errors(problem, {.coin_probability = taken}).value().value;
    EXPECT_NEAR(found, root * root, 1e-9 * root * root);
    EXPECT_GE(found, root * root * (1 - 1e-14));
}

// quantum-coin.md, 4.3: the price falls as N grows, and is still high where the others pay next to nothing.
TEST(Azuma, PaysLessWithMorePulses) {
    double last = 1e300;
    for (const double pulses : {1e12, 1e14, 1e16, 1e18}) {
        test::ReferenceRow row = test::reference_rows[0];
        row.pulses = pulses;
        const auto run = test::reference_run(row);
        const double rate = azuma_phase_errors(run.problem, {.coin_probability = 0.2}).value().value / run.sifted_key;
        EXPECT_LT(rate, last);
        last = rate;
    }
    EXPECT_NEAR(last, 1.1e-3, 0.5e-3);  // the asymptotic value is 8e-6/7.3e-3
}

}  // namespace
}  // namespace keybound
