// No random attack beats a bound. Random attacks are weak, but they are many, and they reach corners nobody thought of.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <ostream>
#include <string>
#include <vector>

#include "attack/judge.hpp"
#include "attack/structured_attacks.hpp"

namespace keybound::test {
namespace {

struct Campaign {
    std::string name;
    const Opponent& opponent;
    Recipe recipe;
    int samples;
    // Of all samples, how many must get a bound below 1/2: a campaign against trivial bounds would prove nothing.
    double least_share = 0.5;
};

void PrintTo(const Campaign& campaign, std::ostream* out) { *out << campaign.name; }

class RandomAttacks : public testing::TestWithParam<Campaign> {};

TEST_P(RandomAttacks, NeverBeatTheBound) {
    const Campaign& campaign = GetParam();
    Random random(20250601);
    const int count = samples(campaign.samples);
    int meaningful = 0;
    int undecided = 0;
    double closest = 0.0;
    for (int i = 0; i < count; ++i) {
        const Attack attack = random_attack(random, campaign.recipe);
        const Contest result = contest(campaign.opponent, Experiment(attack));
        ASSERT_FALSE(result.refuted()) << "true " << double(result.truth) << " bound " << result.bound << '\n'
                                       << describe(attack);
        // A real source cannot be incompatible with its own model. (A solver may give up where data lie on the edge.)
        ASSERT_EQ(result.reason.find("incompatible"), std::string::npos) << describe(attack);
        undecided += result.verdict == Verdict::undecided;
        meaningful += result.says_something();
        if (result.bound < 0.2) closest = std::max(closest, result.closeness());  // near 1/2 everything is close
    }
    EXPECT_GE(meaningful, campaign.least_share * count);
    EXPECT_LE(undecided, count / 100);
    RecordProperty("closest_approach", std::to_string(closest));
    std::printf("[ closest  ] %-50s %.9f  (%d of %d meaningful)\n", campaign.name.c_str(), closest, meaningful, count);
}

std::vector<Campaign> campaigns() {
    std::vector<Campaign> rows;
    const auto add = [&](const char* name, const Opponent& opponent, Recipe recipe, int count, double share = 0.5) {
        rows.push_back({name, opponent, recipe, count, share});
    };
    const auto recipe = [](int settings, Kets kets, double flaw, double yield, double leakage) {
        return Recipe{settings, kets, flaw, yield, leakage, leakage > 0.0};
    };
    add("lt_encoder_error_4", loss_tolerant(), recipe(4, Kets::encoder_error, 0.5, 1e-6, 0.0), 1000);
    add("lt_encoder_error_3", loss_tolerant(), recipe(3, Kets::encoder_error, 0.5, 1e-6, 0.0), 1000);
    add("lt_planar_4", loss_tolerant(), recipe(4, Kets::planar, 0.4, 1e-6, 0.0), 1000);
    add("lt_planar_3", loss_tolerant(), recipe(3, Kets::planar, 0.4, 1e-6, 0.0), 1000);
    add("lt_out_of_plane_4", loss_tolerant(), recipe(4, Kets::out_of_plane, 0.3, 1e-6, 0.0), 1000);
    add("lt_out_of_plane_3", loss_tolerant(), recipe(3, Kets::out_of_plane, 0.3, 1e-6, 0.0), 1000);
    add("lt_nearly_planar_4", loss_tolerant(), recipe(4, Kets::nearly_planar, 0.3, 1e-6, 0.0), 1000);
    // Small flaws give small coefficients, whose rounding errors are not small beside them.
    add("lt_small_flaws_4", loss_tolerant(), recipe(4, Kets::encoder_error, 1e-3, 1e-6, 0.0), 1000);
    add("lt_rounding_size_flaws_4", loss_tolerant(), recipe(4, Kets::planar, 1e-13, 1e-6, 0.0), 1000);
    add("lt_nearly_degenerate_4", loss_tolerant(), recipe(4, Kets::nearly_degenerate, 0.1, 1e-6, 0.0), 1000);
    add("lt_nearly_degenerate_3", loss_tolerant(), recipe(3, Kets::nearly_degenerate, 0.1, 1e-6, 0.0), 1000);

    // Flaws below 1e-3 are what this bound can bear at all but the highest yields.
    add("quantum_coin_small_flaws", quantum_coin(), recipe(4, Kets::encoder_error, 1e-4, 1e-6, 0.1), 1500);
    add("quantum_coin_flaws_high_yield", quantum_coin(), recipe(4, Kets::encoder_error, 0.5, 0.2, 0.05), 1000);
    add("quantum_coin_planar", quantum_coin(), recipe(4, Kets::planar, 0.1, 0.2, 0.05), 1000);
    add("quantum_coin_out_of_plane", quantum_coin(), recipe(4, Kets::out_of_plane, 0.1, 0.2, 0.05), 1000);

    for (const bool coin : {true, false}) {
        const Opponent& opponent = coin ? loss_tolerant_coin() : reference_technique();
        const auto named = [&](const char* name) {
            return (coin ? std::string("lt_coin_") : std::string("reference_")) + name;
        };
        add(named("encoder_error_4").c_str(), opponent, recipe(4, Kets::encoder_error, 0.5, 1e-6, 0.1), 1500);
        add(named("encoder_error_3").c_str(), opponent, recipe(3, Kets::encoder_error, 0.5, 1e-6, 0.01), 1000);
        add(named("planar_4").c_str(), opponent, recipe(4, Kets::planar, 0.3, 1e-6, 0.03), 1000);
        add(named("planar_3").c_str(), opponent, recipe(3, Kets::planar, 0.3, 1e-6, 0.01), 1000);
        add(named("out_of_plane_4").c_str(), opponent, recipe(4, Kets::out_of_plane, 0.2, 1e-4, 0.001), 1000, 0.3);
        add(named("out_of_plane_3").c_str(), opponent, recipe(3, Kets::out_of_plane, 0.3, 1e-6, 0.01), 1000);
        add(named("rounding_size_flaws_4").c_str(), opponent, recipe(4, Kets::planar, 1e-12, 1e-6, 0.1), 1000);
        add(named("nearly_degenerate_4").c_str(), opponent, recipe(4, Kets::nearly_degenerate, 0.1, 1e-2, 0.01), 500, 0.1);
        add(named("nearly_planar_4").c_str(), opponent, recipe(4, Kets::nearly_planar, 0.2, 1e-2, 0.01), 1500, 0.3);
    }
    add("three_state_encoder_error", loss_tolerant_coin_three_state(), recipe(3, Kets::encoder_error, 0.5, 1e-6, 0.01), 2000);
    add("optimal_encoder_error_4", loss_tolerant_coin_optimal(), recipe(4, Kets::encoder_error, 0.5, 1e-6, 0.1), 400);
    add("optimal_encoder_error_3", loss_tolerant_coin_optimal(), recipe(3, Kets::encoder_error, 0.5, 1e-6, 0.01), 400);
    add("optimal_planar_4", loss_tolerant_coin_optimal(), recipe(4, Kets::planar, 0.3, 1e-6, 0.03), 400);
    add("optimal_out_of_plane_4", loss_tolerant_coin_optimal(), recipe(4, Kets::out_of_plane, 0.3, 1e-6, 0.01), 400, 0.3);
    add("optimal_out_of_plane_3", loss_tolerant_coin_optimal(), recipe(3, Kets::out_of_plane, 0.3, 1e-6, 0.01), 400);
    add("optimal_nearly_planar_4", loss_tolerant_coin_optimal(), recipe(4, Kets::nearly_planar, 0.2, 1e-2, 0.01), 400, 0.3);
    add("optimal_without_leakage_4", loss_tolerant_coin_optimal(), recipe(4, Kets::out_of_plane, 0.3, 1e-6, 0.0), 200, 0.3);
    add("joint_encoder_error_4", joint_sdp(), recipe(4, Kets::encoder_error, 0.5, 1e-6, 0.1), 200);
    add("joint_out_of_plane_3", joint_sdp(), recipe(3, Kets::out_of_plane, 0.3, 1e-6, 0.01), 200);
    return rows;
}

INSTANTIATE_TEST_SUITE_P(All, RandomAttacks, testing::ValuesIn(campaigns()), [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace keybound::test
