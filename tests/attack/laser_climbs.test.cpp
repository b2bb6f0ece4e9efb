// Sources and eavesdroppers that are built to come close to the decoy-state bounds, and then climb. They show how much of a
// bound is needed, and what a wrong one would be refuted by.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <numbers>
#include <utility>

#include "attack/hill_climb.hpp"
#include "attack/laser_judge.hpp"
#include "attack/laser_measurements.hpp"
#include "attack/laser_models.hpp"
#include "keybound/proof/lower/leaky_decoy.hpp"
#include "keybound/proof/lower/leaky_decoy_joint.hpp"
#include "keybound/proof/lower/leaky_decoy_pair.hpp"
#include "keybound/proof/lower/leaky_decoy_reference.hpp"

namespace keybound::test {
namespace {

constexpr double pi = std::numbers::pi;

// What a climb asks for, and whether the bound held on the way.
struct Climbed {
    LaserContest best;
    bool refuted = false;
    std::string recipe;
};

// Moves a leak's tables and Eve's weights.
struct Moves {
    LeakDesign design;
    Wish wish;
};

std::vector<double> coordinates(const Moves& moves) {
    std::vector<double> x;
    for (const auto* tables : {&moves.design.even, &moves.design.odd}) {
        for (const auto& table : *tables) x.insert(x.end(), table.data(), table.data() + table.size());
    }
    x.insert(x.end(), moves.design.turn.begin(), moves.design.turn.end());
    x.insert(x.end(), moves.wish.gains.begin(), moves.wish.gains.end());
    x.insert(x.end(), moves.wish.errors.begin(), moves.wish.errors.end());
    x.push_back(moves.wish.key_events);
    return x;
}

Moves moved(Moves moves, const std::vector<double>& x) {
    auto from = x.begin();
    const auto take = [&](auto begin, auto count) {
        std::copy(from, from + count, begin);
        from += count;
    };
    for (auto* tables : {&moves.design.even, &moves.design.odd}) {
        for (auto& table : *tables) take(table.data(), table.size());
    }
    take(moves.design.turn.begin(), 4);
    take(moves.wish.gains.begin(), 3);
    take(moves.wish.errors.begin(), 3);
    moves.wish.key_events = *from;
    return moves;
}

double key_of(const LaserContest& contest) { return contest.key; }
double error_of(const LaserContest& contest) { return contest.error; }
double secret_of(const LaserContest& contest) { return contest.secret; }
double coin_of(const LaserContest& contest) { return contest.coin; }

// A proof, and the ensemble it speaks of.
struct Front {
    const char* name;
    LaserProof prove;
    Numbered (*states)(const LaserAttack&);
    Claim claim;
};

Numbered fourier_ones(const LaserAttack& attack) { return fourier_states(attack, 0, 1); }

const Front eigen_front = {"leaky-decoy", prove_leaky_decoy, eigen_states, Claim::of_each_bit};
const Front reference_front = {"leaky-decoy-reference", prove_leaky_decoy_reference, fourier_ones, Claim::of_weights};
const Front pair_front = {"leaky-decoy-pair", prove_leaky_decoy_pair, fourier_ones, Claim::of_secrecy};
const Front joint_front = {"leaky-decoy-joint", prove_leaky_decoy_joint, fourier_ones, Claim::of_secrecy};

Climbed climb(unsigned seed, const Front& front, const Moves& start, double (*goal)(const LaserContest&), int steps) {
    Climbed climbed;
    const auto height = [&](const std::vector<double>& x) {
        const Moves moves = moved(start, x);
        LaserAttack attack = designed_pulses(moves.design);
        const Numbered one = front.states(attack);
        measure_as_wished(attack, one, moves.wish);
        const LaserContest found = contest(front.prove(link_of(attack)), truth_of(attack, one), front.claim);
        if (found.refuted) {
            climbed.refuted = true;
            climbed.recipe = attack.recipe;
        }
        if (goal(found) > goal(climbed.best)) climbed.best = found;
        return goal(found);
    };
    Random random(seed);  // one each, so that more steps only climb higher
    climb_hill(random, coordinates(start), height, steps);
    EXPECT_FALSE(climbed.refuted) << front.name << ' ' << climbed.recipe;
    std::printf(
        "[ closest  ] %-22s leakage %7g: single photons %.6f, phase errors %.6f, angle of the leak %.6f, secret bits %.6f\n",
        front.name, start.design.leakage, climbed.best.key, climbed.best.error, climbed.best.coin, climbed.best.secret);
    return climbed;
}

// Takes weight from one photon of the signal in favour of all others; everything clicks.
Moves less_of_one_photon(double leakage) {
    Moves moves;
    moves.design.leakage = leakage;
    moves.design.even[0](1, 1) = -1.0;
    moves.design.even[1](1, 1) = 1.0;
    moves.wish.gains = {1.0, 1.0, 1.0};
    return moves;
}

// Turns the modes of the single photons of Z and of X in opposite directions; what is dark does not click.
Moves turned_modes(double leakage) {
    Moves moves;
    moves.design.leakage = leakage;
    moves.design.odd[0](1, 4) = 1.0;
    moves.design.turn = {0.0, 0.0, pi, pi};
    moves.wish.phase_errors = 1.0;
    moves.wish.gains = {0.5, 0.5, -2.0};
    moves.wish.errors = {-3.0, -3.0, -3.0};
    return moves;
}

TEST(LaserClimbs, WeightOfOnePhoton) {
    for (const Front& front : {eigen_front, reference_front}) {
        for (const double leakage : {1e-2, 1e-3, 1e-4}) {
            Moves start = less_of_one_photon(leakage);
            start.design.intensities[0] = 0.7;
            const Climbed climbed = climb(20261105, front, start, key_of, samples(10));
            EXPECT_GT(climbed.best.key, 0.96);
            EXPECT_LE(climbed.best.key, 1.0);
        }
    }
}

TEST(LaserClimbs, BasesApart) {
    for (const auto& [mean, leakage] : {std::pair{0.5, 1e-4}, {0.4, 1e-5}, {0.55, 3e-4}}) {
        Moves start = turned_modes(leakage);
        start.design.intensities[0] = mean;
        const Climbed climbed = climb(20261106, eigen_front, start, coin_of, samples(30));
        // A fifth is what the eigenvector bound leaves: its angle is twice that of the sin 2 Theta theorem, with the gap in
        // place of p_1.
        EXPECT_GT(climbed.best.coin, 0.18);
        EXPECT_LE(climbed.best.coin, 1.0);
    }
}

TEST(LaserClimbs, BasesApartForFourierStates) {
    for (const auto& [mean, leakage] : {std::pair{0.5, 1e-3}, {0.4, 1e-4}}) {
        Moves start = turned_modes(leakage);
        start.design.intensities[0] = mean;
        const Climbed climbed = climb(20261107, reference_front, start, error_of, samples(30));
        EXPECT_GT(climbed.best.error, leakage > 5e-4 ? 0.75 : 0.88);
        EXPECT_LE(climbed.best.error, 1.0);
        const Climbed joint = climb(20261107, joint_front, start, secret_of, samples(10));
        EXPECT_GT(joint.best.secret, 0.95);
        EXPECT_LE(joint.best.secret, 1.0);
        const Climbed pair = climb(20261107, pair_front, start, secret_of, samples(10));
        EXPECT_GT(pair.best.secret, 0.8);
        EXPECT_LE(pair.best.secret, 1.0);
    }
}

}  // namespace
}  // namespace keybound::test
