// How close the best attack we can find comes to each bound: never beyond it, and near enough to show that the harness bites.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <ostream>
#include <string>

#include "attack/judge.hpp"
#include "attack/structured_attacks.hpp"
#include "keybound/proof/lower/coin_inequality.hpp"

namespace keybound::test {
namespace {

struct Front {
    std::string name;
    const Opponent& opponent;
    Attack start;     // from theory
    double at_least;  // closest approach that the search must reach; 0 where none is known
    int steps = 1500;
};

void PrintTo(const Front& front, std::ostream* out) { *out << front.name; }

Attack without_leakage(int settings, double flaw) {
    Random random(7);
    Attack attack = random_attack(random, {settings, Kets::encoder_error, flaw, 1e-6, 0.0, false});
    return attack;
}

Attack flawed(Attack attack, double modulation_error_rad) {
    SourceTable table;
    table.modulation_error_rad = modulation_error_rad;
    attack.kets = make_source(table, attack.settings()).kets;
    return attack;
}

std::vector<Front> fronts() {
    return {
        {"loss_tolerant_4", loss_tolerant(), without_leakage(4, 0.3), 0.99, 300},
        {"loss_tolerant_3", loss_tolerant(), without_leakage(3, 0.3), 0.99, 300},
        {"quantum_coin", quantum_coin(), saturating_bb84(1e-7, 1e-5), 0.99},
        {"quantum_coin_with_x_errors", quantum_coin(), saturating_bb84(1e-8, 1e-6, 0.1), 0.99},
        {"quantum_coin_high_yield", quantum_coin(), saturating_bb84(1e-3, 0.3), 0.0},
        {"loss_tolerant_coin", loss_tolerant_coin(), saturating_bb84(1e-7, 1e-5), 0.99},
        {"loss_tolerant_coin_with_x_errors", loss_tolerant_coin(), saturating_bb84(1e-8, 1e-6, 0.1), 0.99},
        {"loss_tolerant_coin_flawed", loss_tolerant_coin(), flawed(saturating_bb84(1e-7, 1e-4, 0.02), 0.063), 0.0},
        {"loss_tolerant_coin_flawed_other_way", loss_tolerant_coin(), flawed(saturating_bb84(1e-7, 1e-4, 0.05), -0.2), 0.0},
        {"loss_tolerant_coin_three", loss_tolerant_coin(), saturating_three_state(1e-9, 1e-5), 0.0},
        {"reference_technique", reference_technique(), saturating_bb84(1e-8, 1e-5), 0.99},
        {"reference_technique_flawed", reference_technique(), flawed(saturating_bb84(1e-7, 1e-4, 0.02), 0.063), 0.0},
        {"three_state", loss_tolerant_coin_three_state(), saturating_three_state(1e-9, 1e-5), 0.99},
        {"three_state_flawed", loss_tolerant_coin_three_state(), flawed(saturating_three_state(1e-9, 1e-5), 0.063), 0.95},
        {"optimal", loss_tolerant_coin_optimal(), saturating_bb84(1e-7, 1e-5), 0.99, 300},
        {"optimal_flawed", loss_tolerant_coin_optimal(), flawed(saturating_bb84(1e-7, 1e-4, 0.02), 0.063), 0.0, 300},
        {"optimal_three", loss_tolerant_coin_optimal(), saturating_three_state(1e-9, 1e-5), 0.99, 300},
    };
}

class OptimisedAttacks : public testing::TestWithParam<Front> {};

TEST_P(OptimisedAttacks, ApproachTheBoundAndNeverPassIt) {
    const Front& front = GetParam();
    Random random(31);
    const Climb climbed = climb(front.opponent, front.start, random, samples(front.steps), 0.01);
    EXPECT_FALSE(climbed.contest.refuted()) << describe(climbed.attack);
    EXPECT_LE(climbed.contest.closeness(), 1.0);
    EXPECT_GE(climbed.contest.closeness(), front.at_least);
    RecordProperty("closest_approach", std::to_string(climbed.contest.closeness()));
    std::printf("[ closest  ] %-40s %.12f  (e_ph %.3e)\n", front.name.c_str(), climbed.contest.closeness(),
                climbed.contest.bound);
}

INSTANTIATE_TEST_SUITE_P(All, OptimisedAttacks, testing::ValuesIn(fronts()), [](const auto& row) { return row.param.name; });

// Without a hint from theory: climb from random starts, so that a shape of attack that theory overlooked can be found.
class BlindAttacks : public testing::TestWithParam<Front> {};

TEST_P(BlindAttacks, NeverPassTheBound) {
    const Front& front = GetParam();
    Random random(32);
    double closest = 0.0;
    for (int start = 0; start < samples(2); ++start) {
        for (const Kets kets : {Kets::encoder_error, Kets::nearly_planar, Kets::out_of_plane}) {
            Recipe recipe{front.start.settings(), kets, 0.1, 1e-4, 1e-2};
            if (front.name == "quantum_coin") recipe.largest_flaw = 1e-3;
            recipe.leaks = front.name != "loss_tolerant";
            const Climb climbed = climb(front.opponent, random_attack(random, recipe), random, front.steps);
            ASSERT_FALSE(climbed.contest.refuted()) << double(climbed.contest.truth) << " > " << climbed.contest.bound << '\n'
                                                    << describe(climbed.attack);
            closest = std::max(closest, climbed.contest.closeness());
        }
    }
    EXPECT_GT(closest, 0.3);
    RecordProperty("closest_approach", std::to_string(closest));
    std::printf("[ closest  ] %-40s %.12f\n", front.name.c_str(), closest);
}

INSTANTIATE_TEST_SUITE_P(
    All, BlindAttacks,
    testing::Values(Front{"loss_tolerant", loss_tolerant(), saturating_bb84(0, 1e-5), 0.0, 20},
                    Front{"quantum_coin", quantum_coin(), saturating_bb84(0, 1e-5), 0.0, 500},
                    Front{"loss_tolerant_coin", loss_tolerant_coin(), saturating_bb84(0, 1e-5), 0.0, 500},
                    Front{"loss_tolerant_coin_3", loss_tolerant_coin(), saturating_three_state(0, 1e-5), 0.0, 500},
                    Front{"reference_technique", reference_technique(), saturating_bb84(0, 1e-5), 0.0, 500},
                    Front{"three_state", loss_tolerant_coin_three_state(), saturating_three_state(0, 1e-5), 0.0, 500}),
    [](const auto& row) { return row.param.name; });

// The harness bites: the same attacks must refute a bound that is 1 % too small.
class TheHarness : public testing::TestWithParam<Front> {};

TEST_P(TheHarness, RefutesABoundThatIsOnePercentTooSmall) {
    const Front& front = GetParam();
    const Experiment experiment(front.start);
    EXPECT_FALSE(contest(front.opponent, experiment).refuted());
    EXPECT_TRUE(contest(front.opponent, experiment, 0.99).refuted());
}

INSTANTIATE_TEST_SUITE_P(Bites, TheHarness,
                         testing::Values(Front{"loss_tolerant", loss_tolerant(), without_leakage(4, 0.3), 0.0},
                                         Front{"loss_tolerant_three", loss_tolerant(), without_leakage(3, 0.3), 0.0},
                                         Front{"quantum_coin", quantum_coin(), saturating_bb84(1e-7, 1e-5), 0.0},
                                         Front{"loss_tolerant_coin", loss_tolerant_coin(), saturating_bb84(1e-7, 1e-5), 0.0},
                                         Front{"reference_technique", reference_technique(), saturating_bb84(1e-8, 1e-5), 0.0},
                                         Front{"three_state", loss_tolerant_coin_three_state(),
                                               saturating_three_state(1e-9, 1e-5), 0.0},
                                         Front{"optimal", loss_tolerant_coin_optimal(), saturating_bb84(1e-8, 1e-6, 0.1), 0.0}),
                         [](const auto& row) { return row.param.name; });

CoinObservation seen_by_the_original_coin(const Statistics& seen) {
    return {seen.key_yield(),
            0.5 * (seen.yield_x(0) + seen.yield_x(1)),
            0.0,
            0.5 * (seen.x[2][1] + seen.x[3][0]),
            0.5 * (seen.x[2][0] + seen.x[3][1]),
            1.0,
            1.0};
}

// Broken proofs: a coin that believes the two preparations closer than they can be.
TEST(TheHarness, RefutesACoinWithTooSmallADistance) {
    const double leakage = 1e-7;
    const Experiment experiment(saturating_bb84(leakage, 1e-5));
    const Real truth = experiment.phase_error_rate(1, true);
    const CoinObservation seen = seen_by_the_original_coin(experiment.link().statistics);
    for (const auto inequality : {coin_phase_error, reference_phase_error}) {
        const double right = inequality(seen, 2.0 * std::sqrt(leakage)).value().value;
        const double wrong = inequality(seen, 0.9 * 2.0 * std::sqrt(leakage)).value().value;
        EXPECT_LE(truth, Real(right));
        EXPECT_GT(truth, Real(wrong));
    }
}

// The distance forgotten altogether, the X error rate taken for the phase-error rate: random attacks suffice.
TEST(TheHarness, RefutesAProofThatIgnoresLeakage) {
    Random random(5);
    int refuted = 0;
    for (int i = 0; i < 200; ++i) {
        const Experiment experiment(random_attack(random, {4, Kets::encoder_error, 1e-4, 1e-6, 0.1}));
        const Statistics& seen = experiment.link().statistics;
        const double x_error = (seen.x[2][1] + seen.x[3][0]) / (seen.yield_x(2) + seen.yield_x(3));
        refuted += experiment.phase_error_rate(1, true) > Real(x_error);
    }
    EXPECT_GT(refuted, 20);
}

// A measurement that is none: outcomes that add up to more than certainty must be scaled down by the simulator.
TEST(TheSimulator, MakesAMeasurement) {
    Random random(6);
    for (int i = 0; i < 200; ++i) {
        Attack attack = saturating_bb84(1e-2, 0.5);
        for (int k = 0; k < 3; ++k) attack = mutated(attack, random, 1.0);
        const Experiment experiment(attack);
        for (int j = 0; j < 4; ++j) EXPECT_LE(experiment.link().statistics.yield_x(j), 1.0);
    }
    std::array<std::vector<Ket>, 2> effects;
    for (int i = 0; i < dimensions; ++i) {
        Ket axis{};
        axis[i] = i == 2 ? 2.0L : 1.0L;
        effects[i % 2].push_back(axis);
    }
    EXPECT_NEAR(largest_eigenvalue_bound(effects), 4.0, 1e-6);
    EXPECT_GE(largest_eigenvalue_bound(effects), 4.0);
}

// At zero leakage the emitted states are the characterised kets, and their fidelity is 1 - epsilon in general.
TEST(TheSimulator, EmitsStatesOfTheStatedFidelity) {
    Random random(8);
    for (int i = 0; i < 100; ++i) {
        const Attack attack = random_attack(random, {4, Kets::out_of_plane, 0.5, 1e-6, 0.1});
        const Experiment experiment(attack);
        for (int j = 0; j < 4; ++j) {
            Ket ket{};
            ket[0] = attack.kets(0, j);
            ket[1] = attack.kets(1, j);
            const Amplitude overlap = inner(ket, experiment.emitted()[j]);
            EXPECT_NEAR(static_cast<double>(std::norm(overlap)), 1.0 - attack.leakage(j), 1e-15);
            EXPECT_NEAR(static_cast<double>(inner(experiment.emitted()[j], experiment.emitted()[j]).real()), 1.0, 1e-15);
        }
    }
}

}  // namespace
}  // namespace keybound::test
