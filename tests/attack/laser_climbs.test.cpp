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

LaserAttack attack_of(const Moves& moves) {
    LaserAttack attack = designed_pulses(moves.design);
    measure_as_wished(attack, eigen_states(attack), moves.wish);
    return attack;
}

double key_of(const LaserContest& contest) { return contest.key; }
double coin_of(const LaserContest& contest) { return contest.coin; }

Climbed climb(Random& random, const Moves& start, double (*goal)(const LaserContest&), int steps) {
    Climbed climbed;
    const auto height = [&](const std::vector<double>& x) {
        const LaserAttack attack = attack_of(moved(start, x));
        const LaserContest found = contest(prove_leaky_decoy(link_of(attack)), eigen_truth_of(attack));
        if (found.refuted) {
            climbed.refuted = true;
            climbed.recipe = attack.recipe;
        }
        if (goal(found) > goal(climbed.best)) climbed.best = found;
        return goal(found);
    };
    climb_hill(random, coordinates(start), height, steps);
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
    Random random(20261105);
    for (const double leakage : {1e-2, 1e-3, 1e-4}) {
        Moves start = less_of_one_photon(leakage);
        start.design.intensities[0] = 0.7;
        const Climbed climbed = climb(random, start, key_of, samples(20));
        EXPECT_FALSE(climbed.refuted) << climbed.recipe;
        std::printf("[ closest  ] leakage %g: single photons %.6f of the truth\n", leakage, climbed.best.key);
        EXPECT_GT(climbed.best.key, 0.96);
        EXPECT_LE(climbed.best.key, 1.0);
    }
}

TEST(LaserClimbs, BasesApart) {
    Random random(20261106);
    for (const auto& [mean, leakage] : {std::pair{0.5, 1e-4}, {0.4, 1e-5}, {0.55, 3e-4}}) {
        Moves start = turned_modes(leakage);
        start.design.intensities[0] = mean;
        const Climbed climbed = climb(random, start, coin_of, samples(40));
        EXPECT_FALSE(climbed.refuted) << climbed.recipe;
        std::printf("[ closest  ] leakage %g: angle of the leak %.6f, phase errors %.6f, secret bits %.6f\n", leakage,
                    climbed.best.coin, climbed.best.error, climbed.best.secret);
        EXPECT_GT(climbed.best.coin, 0.18);
        EXPECT_LE(climbed.best.coin, 1.0);
    }
}

}  // namespace
}  // namespace keybound::test
