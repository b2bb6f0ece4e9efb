// Laws of characterised kets in several modes, over random scenarios.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>

#include "keybound/proof/lower/joint_sdp.hpp"
#include "keybound/protocol/catalog.hpp"
#include "keybound/rate/evaluate.hpp"
#include "keybound/rate/key_rate.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using Amplitude = std::complex<double>;
using test::log_uniform;
using test::Random;
using test::uniform;

// Nearly the four states in mode 0, and of each a little in the other modes.
std::vector<ModeKet> nearly_perfect(Random& random, int settings, int modes, double side_weight) {
    SourceTable table;
    table.modulation_error_rad = uniform(random, -0.1, 0.1);
    std::vector<ModeKet> kets = emitted_kets(table, settings);
    for (ModeKet& ket : kets) {
        double side = 0.0;
        std::vector<Amplitude> rest;
        for (int i = 2; i < 2 * modes; ++i) rest.emplace_back(uniform(random, -1, 1), uniform(random, -1, 1));
        for (const Amplitude& amplitude : rest) side += std::norm(amplitude);
        const double weight = modes == 1 ? 0.0 : side_weight * uniform(random, 0.2, 1.0);
        for (Amplitude& amplitude : ket) amplitude *= std::sqrt(1 - weight);
        for (const Amplitude& amplitude : rest) ket.push_back(amplitude * std::sqrt(weight / side));
    }
    return kets;
}

Scenario scenario_of(const std::vector<ModeKet>& kets, double leakage, double fibre_km) {
    std::string text;
    for (const ModeKet& ket : kets) {
        for (std::size_t i = 0; i < ket.size(); ++i)
            text += fmt::format("{}{},{}", i == 0 ? "" : ",", ket[i].real(), ket[i].imag());
        text += "\n";
    }
    Scenario scenario;
    scenario.protocol.name = kets.size() == 4 ? "bb84" : "three-state";
    scenario.source.states_file = {"kets.csv", text};
    scenario.source.leakage = {leakage};
    scenario.channel.fibre_km = fibre_km;
    return scenario;
}

const Bound* find(const Result& result, const std::string& proof) {
    const auto found =
        std::find_if(result.bounds.begin(), result.bounds.end(), [&](const auto& b) { return b.proof->name == proof; });
    return found == result.bounds.end() ? nullptr : &*found;
}

double rate_of(const Result& result, const std::string& proof) {
    const Bound* bound = find(result, proof);
    return bound != nullptr && bound->verdict == Verdict::proved ? *bound->rate_bits_per_pulse : 0.0;
}

double joint_rate(const Link& link) {
    const auto outcome = prove_joint_sdp(link);
    return outcome.has_value() ? asymptotic_key_rate(link, outcome.value().phase_error_rate).value : 0.0;
}

const std::vector<std::string> about_qubits = {"loss-tolerant", "quantum-coin", "reference-technique", "loss-tolerant-coin",
                                               "loss-tolerant-coin-three-state"};

TEST(ModeLaws, KetsOfTheModulationErrorGiveItsBounds) {
    int positive = 0;
    for (const int settings : {3, 4}) {
        for (const double leakage : {0.0, 1e-6}) {
            SourceTable table;
            table.modulation_error_rad = 0.063;
            Scenario scenario = scenario_of(emitted_kets(table, settings), leakage, 43);
            const Result from_file = evaluate(scenario);
            scenario.source.states_file = {};
            scenario.source.modulation_error_rad = 0.063;
            const Result built_in = evaluate(scenario);
            ASSERT_EQ(from_file.bounds.size(), built_in.bounds.size());
            for (std::size_t i = 0; i < built_in.bounds.size(); ++i) {
                EXPECT_EQ(from_file.bounds[i].verdict, built_in.bounds[i].verdict);
                const std::string& name = built_in.bounds[i].proof->name;
                const double rate = rate_of(built_in, name);
                EXPECT_NEAR(rate_of(from_file, name), rate, 1e-9 * rate) << name;
                if (rate > 0.0) ++positive;
            }
        }
    }
    EXPECT_GE(positive, 15);
}

// Rows times phases are the same states. Digits may change, the bounds may not: but for `quantum-coin`, which tries the signs
// of the kets only and is looser, not wrong, with other phases.
TEST(ModeLaws, PhasesOfRowsChangeNothing) {
    Random random(20260501);
    int compared = 0;
    for (int sample = 0; sample < test::samples(60); ++sample) {
        const int modes = 1 + sample % 3, settings = 3 + sample / 3 % 2;
        auto kets = nearly_perfect(random, settings, modes, 1e-3);
        const double km = uniform(random, 0, 40), leakage = sample % 4 == 3 ? 0.0 : log_uniform(random, 1e-8, 1e-6);
        const bool signs = sample % 5 < 2;
        const Result before = evaluate(scenario_of(kets, leakage, km));
        for (ModeKet& ket : kets) {
            const Amplitude phase = signs ? (random() % 2 == 0 ? 1.0 : -1.0) : std::polar(1.0, uniform(random, -3.1, 3.1));
            for (Amplitude& amplitude : ket) amplitude *= phase;
        }
        const Result after = evaluate(scenario_of(kets, leakage, km));
        ASSERT_EQ(before.bounds.size(), after.bounds.size());
        for (std::size_t i = 0; i < before.bounds.size(); ++i) {
            const std::string& name = before.bounds[i].proof->name;
            if (!signs && name == "quantum-coin") continue;
            EXPECT_EQ(before.bounds[i].verdict, after.bounds[i].verdict) << sample << " " << name << after.bounds[i].reason;
            const double rate = rate_of(before, name);
            EXPECT_NEAR(rate_of(after, name), rate, 1e-5 * rate + 1e-13) << sample << " " << name;
            if (rate > 0.0) ++compared;
        }
    }
    EXPECT_GE(compared, test::samples(150));
}

// What is known of the modes helps, or at least does no harm: the folded source is one of the sources that are allowed there.
TEST(ModeLaws, KnownModesAreNeverWorseThanLeakage) {
    Random random(20260502);
    int useful = 0, better = 0;
    for (int sample = 0; sample < test::samples(300); ++sample) {
        const int modes = 2 + sample % 3, settings = 3 + sample / 3 % 2;
        const double weight = log_uniform(random, 1e-8, 1e-4);
        const auto kets = nearly_perfect(random, settings, modes, weight);
        const double leakage = sample % 2 == 0 ? 0.0 : log_uniform(random, 1e-9, 1e-6);
        const Scenario scenario = scenario_of(kets, leakage, uniform(random, 0, 30));
        const Link known = protocol_named(scenario.protocol.name).link(scenario);
        Link folded = known;
        folded.source.wide_kets = {};
        folded.source.kets = QubitKets(2, settings);
        for (int j = 0; j < settings; ++j) {
            double side = 0.0;  // 1 - fidelity with what is in mode 0
            for (std::size_t i = 2; i < kets[j].size(); ++i) side += std::norm(kets[j][i]);
            for (int i = 0; i < 2; ++i) folded.source.kets(i, j) = kets[j][i] / std::sqrt(1 - side);
            const double sine = std::sin(std::asin(std::sqrt(side)) + std::asin(std::sqrt(leakage)));  // angles add
            folded.source.leakage(j) = sine * sine;
        }
        const double with = joint_rate(known), without = joint_rate(folded);
        EXPECT_GE(with, without * (1 - 1e-6)) << sample << " weight " << weight << " leakage " << leakage;
        if (without > 0.0) ++useful;
        if (with > without * 1.001) ++better;
    }
    EXPECT_GE(useful, test::samples(150));
    EXPECT_GE(better, test::samples(75));
}

TEST(ModeLaws, MoreLeakageNeverGivesMoreKey) {
    Random random(20260503);
    int positive = 0;
    for (int sample = 0; sample < test::samples(30); ++sample) {
        const auto kets = nearly_perfect(random, 3 + sample % 2, 2 + sample % 3, 1e-3);
        const double km = uniform(random, 0, 40);
        std::vector<double> last(20, 1.0);
        for (const double leakage : {0.0, 1e-9, 1e-7, 1e-6, 1e-5, 1e-4}) {
            const Result result = evaluate(scenario_of(kets, leakage, km));
            for (std::size_t i = 0; i < result.bounds.size(); ++i) {
                if (result.bounds[i].proof->direction() == Direction::upper ||
                    result.bounds[i].verdict == Verdict::not_applicable)
                    continue;
                const double rate = rate_of(result, result.bounds[i].proof->name);
                if (leakage > 0.0 || rate > 0.0) {
                    EXPECT_LE(rate, last[i] * (1 + 1e-6) + 1e-14) << sample << result.bounds[i].proof->name << " " << leakage;
                    last[i] = rate;
                }
                if (rate > 0.0) ++positive;
            }
        }
    }
    EXPECT_GE(positive, test::samples(90));
}

TEST(ModeLaws, ProofsAboutQubitsDoNotApplyToWideKets) {
    Random random(20260504);
    int seen = 0;
    for (int sample = 0; sample < test::samples(30); ++sample) {
        const int settings = 3 + sample % 2;
        const Result result = evaluate(scenario_of(nearly_perfect(random, settings, 2 + sample % 3, 1e-2), 1e-7, 10));
        for (const std::string& name : about_qubits) {
            const Bound* bound = find(result, name);
            if (bound == nullptr) continue;
            EXPECT_EQ(bound->verdict, Verdict::not_applicable) << name;
            EXPECT_NE(bound->reason.find("qubit"), std::string::npos) << name << ": " << bound->reason;
            EXPECT_FALSE(bound->rate_bits_per_pulse.has_value());
            ++seen;
        }
        // As many dimensions as kets leave no null space.
        EXPECT_EQ(find(result, "loss-tolerant-coin-optimal")->verdict, Verdict::not_applicable);
        EXPECT_NE(find(result, "loss-tolerant-coin-optimal")->reason, "");
        EXPECT_EQ(find(result, "joint-sdp")->verdict, Verdict::proved) << find(result, "joint-sdp")->reason;
    }
    EXPECT_GE(seen, test::samples(110));
}

// Four kets in three dimensions: one more amplitude, in mode 1.
TEST(ModeLaws, TheOptimalCoinAppliesInThreeDimensions) {
    Random random(20260505);
    int positive = 0;
    for (int sample = 0; sample < test::samples(30); ++sample) {
        auto kets = nearly_perfect(random, 4, 1, 0.0);
        for (ModeKet& ket : kets) {
            const double weight = log_uniform(random, 1e-8, 1e-5);
            for (Amplitude& amplitude : ket) amplitude *= std::sqrt(1 - weight);
            ket.push_back(std::polar(std::sqrt(weight), uniform(random, -3, 3)));
            ket.push_back(0.0);
        }
        const Result result = evaluate(scenario_of(kets, log_uniform(random, 1e-9, 1e-7), uniform(random, 0, 20)));
        for (const char* name : {"loss-tolerant-coin-optimal", "loss-tolerant-coin-z", "joint-sdp"}) {
            EXPECT_NE(find(result, name)->verdict, Verdict::not_applicable) << name << find(result, name)->reason;
        }
        EXPECT_EQ(find(result, "loss-tolerant-coin")->verdict, Verdict::not_applicable);
        EXPECT_GE(rate_of(result, "joint-sdp"), rate_of(result, "loss-tolerant-coin-optimal") * (1 - 1e-9));
        if (rate_of(result, "loss-tolerant-coin-optimal") > 0.0) ++positive;
    }
    EXPECT_GE(positive, test::samples(15));
}

}  // namespace
}  // namespace keybound
