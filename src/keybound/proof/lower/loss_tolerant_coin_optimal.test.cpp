#include "keybound/proof/lower/loss_tolerant_coin_optimal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "keybound/proof/lower/loss_tolerant_coin.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_three_state.hpp"
#include "keybound/protocol/catalog.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

Link link_of(const std::string& protocol, double delta, double leakage, double km) {
    Scenario scenario;
    scenario.protocol.name = protocol;
    scenario.source.modulation_error_rad = delta;
    scenario.source.leakage = {leakage};
    scenario.channel.fibre_km = km;
    return protocol_named(protocol).link(scenario);
}

Link out_of_plane_link() {
    Scenario scenario;
    scenario.protocol.name = "bb84";
    scenario.source.states = {{0.03, 0.0}, {1.58, 0.06}, {0.81, 0.05}, {2.30, -0.04}};
    scenario.source.leakage = {2e-6};
    scenario.channel.fibre_km = 80;
    return protocol_named("bb84").link(scenario);
}

double error_of(const Outcome<PhaseErrorBound>& outcome) {
    return outcome.has_value() ? outcome.value().phase_error_rate.value : 0.5;
}

// The solver's candidate for a link, and what conclude makes of a changed one.
struct Candidate {
    explicit Candidate(const Link& for_link) : link(for_link), programme(state_optimal_coin(for_link).value()) {
        multipliers = programme.multipliers(solve_dense_primal_dual(programme.problem, programme.start).x);
    }
    double conclude(const CoinMultipliers& changed) const {
        return error_of(conclude_optimal_coin(link, programme.phase, changed));
    }
    Link link;
    OptimalCoinProgramme programme;
    CoinMultipliers multipliers;
};

std::vector<Link> links() {
    return {link_of("bb84", 0.063, 1e-6, 100), link_of("bb84", 0.0, 1e-7, 50), link_of("three-state", 0.063, 1e-6, 100),
            link_of("bb84", 0.2, 1e-4, 20), out_of_plane_link()};
}

// Zero flaws: the coin, the optimal coin and (sqrt(e_X) + 2 sqrt(eps/Y))^2 are the same to leading order.
TEST(LossTolerantCoinOptimal, WithoutFlawsItIsTheCoin) {
    const Link link = link_of("bb84", 0.0, 1e-7, 60);
    const double coin = error_of(prove_loss_tolerant_coin(link));
    EXPECT_NEAR(error_of(prove_loss_tolerant_coin_optimal(link)), coin, 1e-6 * coin);
}

// Three states with a balanced 0X: the closed form is the optimal coin.
TEST(LossTolerantCoinOptimal, ForThreeBalancedStatesItIsTheClosedForm) {
    for (const double km : {0.0, 50.0, 100.0, 150.0}) {
        const Link link = link_of("three-state", 0.063, 1e-6, km);
        const double closed_form = error_of(prove_loss_tolerant_coin_three_state(link));
        EXPECT_NEAR(error_of(prove_loss_tolerant_coin_optimal(link)), closed_form, 1e-5 * closed_form) << km;
    }
}

TEST(LossTolerantCoinOptimal, IsNeverAboveThePublishedCoin) {
    test::Random random(577);
    int better = 0;
    for (int sample = 0; sample < test::samples(60); ++sample) {
        const Link link = link_of(sample % 3 == 0 ? "three-state" : "bb84", test::uniform(random, -0.3, 0.3),
                                  test::log_uniform(random, 1e-14, 1e-2), test::uniform(random, 0, 200));
        const double optimal = error_of(prove_loss_tolerant_coin_optimal(link));
        const double published = error_of(prove_loss_tolerant_coin(link));
        EXPECT_LE(optimal, published) << sample;
        if (optimal < 0.99 * published) ++better;
    }
    EXPECT_GE(better, test::samples(60) / 4);
}

// Weak duality: every valid bound is at least the optimum, so garbage that conclude accepts may only be looser.
TEST(LossTolerantCoinOptimal, GarbageMultipliersStayValid) {
    test::Random random(578);
    int usable = 0;
    for (const Link& link : links()) {
        const Candidate candidate(link);
        const double best = candidate.conclude(candidate.multipliers);
        for (int sample = 0; sample < test::samples(200); ++sample) {
            CoinMultipliers changed = candidate.multipliers;
            const double size = test::log_uniform(random, 1e-9, 10.0);
            for (auto& row : changed.lambda) {
                for (double& value : row) value += size * test::uniform(random, -1, 1);
            }
            changed.weight *= 1.0 + size * test::uniform(random, -1, 1);
            changed.weight(0, 0) += size * test::uniform(random, -1, 1);
            changed.gram *= 1.0 + size * test::uniform(random, -1, 1);
            const double bound = candidate.conclude(changed);
            EXPECT_GE(bound, best * (1.0 - 1e-6)) << sample;
            if (bound < 0.5) ++usable;
        }
    }
    EXPECT_GE(usable, test::samples(200));
}

TEST(LossTolerantCoinOptimal, NonsenseNeverBecomesAKey) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    for (const Link& link : links()) {
        const Candidate candidate(link);
        const double best = candidate.conclude(candidate.multipliers);
        for (const double nonsense : {nan, infinity, -infinity, 0.0, -1.0, 1e6, -1e6, 1e300}) {
            for (int place = 0; place < 4; ++place) {
                CoinMultipliers changed = candidate.multipliers;
                if (place == 0) changed.lambda[0][1] = nonsense;
                if (place == 1) changed.weight(0, 0) = nonsense;
                if (place == 2) changed.gram(0) = nonsense;
                if (place == 3) changed.lambda[1].fill(nonsense);
                EXPECT_GE(candidate.conclude(changed), best * (1.0 - 1e-6)) << nonsense << " at " << place;
            }
        }
        CoinMultipliers nothing;
        EXPECT_EQ(candidate.conclude(nothing), 0.5);
    }
}

TEST(LossTolerantCoinOptimal, TheRepairCostsLittle) {
    test::Random random(579);
    for (const Link& link : links()) {
        const Candidate candidate(link);
        const std::vector<double> x = solve_dense_primal_dual(candidate.programme.problem, candidate.programme.start).x;
        double solver_value = 0.0;
        for (std::size_t i = 0; i < x.size(); ++i) solver_value += candidate.programme.problem.cost[i] * x[i];
        const double best = candidate.conclude(candidate.multipliers);
        EXPECT_NEAR(best, solver_value, 1e-8 * solver_value + 1e-11);  // margins of a few units on multipliers of order 1 to 100
        CoinMultipliers changed = candidate.multipliers;
        for (auto& row : changed.lambda) {
            for (double& value : row) value *= 1.0 + 1e-6 * test::uniform(random, -1, 1);
        }
        EXPECT_LE(candidate.conclude(changed), best + 3e-6) << "a shift of 1e-6 costs about that much";
    }
}

TEST(LossTolerantCoinOptimal, AnInterruptedSolverGivesALooserBound) {
    const Link link = link_of("bb84", 0.063, 1e-6, 100);
    const Candidate candidate(link);
    DensePrimalDualOptions options;
    options.max_iterations = 3;
    const auto early = solve_dense_primal_dual(candidate.programme.problem, candidate.programme.start, options);
    EXPECT_GE(candidate.conclude(candidate.programme.multipliers(early.x)), candidate.conclude(candidate.multipliers));
}

TEST(LossTolerantCoinOptimal, DegenerateStatesDoNotApply) {
    Scenario scenario;
    scenario.protocol.name = "three-state";
    scenario.source.states = {{0.3, 0.0}, {0.3, 0.0}, {0.7, 0.0}};
    const auto outcome = prove_loss_tolerant_coin_optimal(protocol_named("three-state").link(scenario));
    EXPECT_EQ(outcome.verdict(), Verdict::not_applicable);
    EXPECT_FALSE(outcome.reason().empty());
}

// Statistics that no source of this kind can produce make the programme unbounded below; that must never look like a key.
TEST(LossTolerantCoinOptimal, IncompatibleStatisticsAreUndecided) {
    Link link = link_of("bb84", 0.063, 1e-9, 100);
    for (int j = 0; j < 4; ++j) {
        const double total = link.statistics.yield_x(j) * (1.0 + 0.01 * (j == 2 ? 1.0 : -0.3));
        link.statistics.x[j] = {0.995 * total, 0.005 * total};
    }
    const auto outcome = prove_loss_tolerant_coin_optimal(link);
    EXPECT_TRUE(!outcome.has_value() || outcome.value().phase_error_rate.value >= 0.3) << error_of(outcome);
}

}  // namespace
}  // namespace keybound
