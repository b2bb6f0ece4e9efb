// The best attacks on the optimised bounds: each lies so close below its bound that nothing is left to be wrong by.
#include "attack/see_saw.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "attack/judge.hpp"
#include "keybound/proof/lower/joint_sdp.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_z.hpp"
#include "keybound/quantum/entropy.hpp"
#include "support/links.hpp"

namespace keybound::test {
namespace {

constexpr int random_starts = 4;  // and the direct route

bool chance(Random& random, double probability) { return uniform(random, 0.0, 1.0) < probability; }

LinkSetup random_setup(Random& random, int settings) {
    LinkSetup setup;
    setup.fibre_km = chance(random, 0.1) ? 0.0 : uniform(random, 0.0, 200.0);
    setup.dark = log_uniform(random, 1e-9, 1e-7);
    const double leakage = log_uniform(random, 1e-10, 1e-3);
    setup.leakage = {leakage};
    if (chance(random, 0.5)) {
        setup.leakage.clear();
        for (int j = 0; j < settings; ++j) setup.leakage.push_back(leakage * std::pow(uniform(random, 0.0, 1.0), 2));
    }
    const double shape = uniform(random, 0.0, 1.0);
    if (shape < 0.1) return setup;  // ideal kets
    if (shape < 0.5) {
        setup.modulation_error_rad = uniform(random, -0.3, 0.3);
        return setup;
    }
    const double tilt = shape < 0.75 ? 0.0 : 0.1;
    const double quarter_pi = std::acos(-1.0) / 4.0;
    for (const double turns : {0.0, 2.0, 1.0, 3.0}) {
        if (static_cast<int>(setup.states.size()) == settings) break;
        setup.states.push_back({turns * quarter_pi + uniform(random, -0.08, 0.08), uniform(random, -tilt, tilt)});
    }
    return setup;
}

std::string describe(const LinkSetup& setup, int settings) {
    std::string text = fmt::format("{} settings, delta {}, {} km, dark {}, leakage", settings, setup.modulation_error_rad,
                                   setup.fibre_km, setup.dark);
    for (const double leakage : setup.leakage) text += fmt::format(" {}", leakage);
    for (const auto& [theta, phi] : setup.states) text += fmt::format(" ({}, {})", theta, phi);
    return text;
}

bool has_key(const Link& link, LowerProof prove) {
    const auto outcome = prove(link);
    if (!outcome.has_value()) return false;
    return binary_entropy(outcome.value().phase_error_rate.value) + 1.16 * binary_entropy(link.statistics.bit_error_rate()) <
           1.0;
}

struct Front {
    const Opponent& opponent;
    double from_km;   // below it the attack may stay away from the bound: what it leaves unused is of the order of the yield
    double at_least;  // least closeness that the best start must reach there, and the factor at which the bound is refuted
    int undecided = 0;
    std::vector<double> near = {}, far = {};

    void report() {
        for (auto* list : {&near, &far}) {
            if (list->empty()) continue;
            std::sort(list->begin(), list->end());
            const std::string where = fmt::format("{} {} {:.0f} km", opponent.name, list == &far ? "from" : "below", from_km);
            std::printf("[ closest  ] %-40s least %.9f  median %.9f  largest %.12f  (%zu scenarios, %d undecided)\n",
                        where.c_str(), list->front(), (*list)[list->size() / 2], list->back(), list->size(), undecided);
            testing::Test::RecordProperty(opponent.name + (list == &far ? "_far" : "_near"),
                                          fmt::format("{:.9f}", list->front()));
        }
    }
};

// Each scenario: the best of all starts against every front; none may beat a bound, and the best must come close.
void campaign(bool z_errors, LowerProof key_by, std::vector<Front> fronts, std::uint64_t seed) {
    Random random(seed);
    const int wanted = samples(52);
    int scenarios = 0;
    while (scenarios < wanted) {
        const int settings = chance(random, 0.4) ? 3 : 4;
        const LinkSetup setup = random_setup(random, settings);
        const Link link = link_of(setup, settings);
        if (!has_key(link, key_by)) continue;
        ++scenarios;
        SCOPED_TRACE(describe(setup, settings));
        std::vector<double> closest(fronts.size(), 0.0);
        std::vector<Attack> best(fronts.size());
        for (int start = 0; start <= random_starts; ++start) {
            SideChannel side = random_side_channel(random, link.source);
            if (start == random_starts) {
                const auto direct = side_channel_of_programme(link, z_errors);
                ASSERT_TRUE(direct.has_value());
                side = *direct;
            }
            const SeeSaw end = see_saw(link, z_errors, side, 40, start == random_starts ? 1e-6 : 1e-4);
            const Experiment experiment(end.attack);
            for (std::size_t i = 0; i < fronts.size(); ++i) {
                const Contest result = contest(fronts[i].opponent, experiment);
                ASSERT_FALSE(result.refuted())
                    << fronts[i].opponent.name << ": true " << double(result.truth) << " bound " << result.bound << '\n'
                    << describe(end.attack);
                ASSERT_LE(result.closeness(), 1.0);
                fronts[i].undecided += result.verdict == Verdict::undecided;
                if (result.closeness() <= closest[i]) continue;
                closest[i] = result.closeness();
                best[i] = end.attack;
            }
        }
        for (std::size_t i = 0; i < fronts.size(); ++i) {
            const Front& front = fronts[i];
            const bool far = setup.fibre_km >= front.from_km;
            (far ? fronts[i].far : fronts[i].near).push_back(closest[i]);
            if (!far) continue;
            EXPECT_GE(closest[i], front.at_least) << front.opponent.name;
            if (!best[i].effects[0].empty()) {
                EXPECT_TRUE(contest(front.opponent, Experiment(best[i]), front.at_least).refuted()) << front.opponent.name;
            }
        }
    }
    for (Front& front : fronts) front.report();
}

TEST(SeeSaw, ComesCloseToTheBoundsFromXStatistics) {
    campaign(false, prove_joint_sdp, {{joint_sdp(), 0.0, 0.999}, {loss_tolerant_coin_optimal(), 100.0, 0.98}}, 41);
}

TEST(SeeSaw, ComesCloseToTheBoundFromXAndZStatistics) {
    campaign(true, prove_loss_tolerant_coin_z, {{loss_tolerant_coin_z(), 100.0, 0.98}}, 42);
}

}  // namespace
}  // namespace keybound::test
