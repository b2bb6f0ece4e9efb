// Time of one evaluation of the decoy-state proofs, on links that differ from one iteration to the next.
#include <benchmark/benchmark.h>

#include <cmath>
#include <string>

#include "inputs.hpp"
#include "keybound/proof/lower/decoy_ideal.hpp"
#include "keybound/proof/lower/leaky_decoy.hpp"
#include "keybound/proof/lower/leaky_decoy_characterised.hpp"
#include "keybound/proof/lower/leaky_decoy_joint.hpp"
#include "keybound/proof/lower/leaky_decoy_reference.hpp"
#include "keybound/protocol/decoy_bb84.hpp"
#include "keybound/rate/evaluate.hpp"
#include "keybound/rate/key_rate.hpp"

namespace keybound::bench {

namespace {

enum class Leak { none, unknown, known_light };

Link laser_link(int i, Leak leak, bool discrete) {
    Scenario scenario;
    scenario.protocol.name = "decoy-bb84";
    scenario.source.phase_randomisation = discrete ? "discrete" : "continuous";
    scenario.channel.fibre_km = 0.7 * (i % 200);
    scenario.channel.misalignment_rad = 0.08;
    scenario.detector.efficiency = 0.65;
    scenario.detector.dark_count_probability = 7.2e-8;
    const double size = std::pow(10.0, -12.0 + 0.37 * (i % 17));
    if (leak == Leak::unknown) scenario.source.leakage = {size};
    if (leak == Leak::known_light) scenario.trojan_horse.output_intensity = size;
    return decoy_bb84_link(scenario);
}

template <auto prove>
void evaluate_one(benchmark::State& state, Leak leak, bool discrete) {
    std::vector<Link> inputs;
    for (int i = 0; i < variety; ++i) inputs.push_back(laser_link(7 * i, leak, discrete));
    std::size_t i = 0, keys = 0;
    for (auto _ : state) {
        const Link& link = inputs[i++ % inputs.size()];
        const auto outcome = prove(link);
        keys += outcome.has_value() && asymptotic_key_rate(link, outcome.value()).value > 0.0;
        benchmark::DoNotOptimize(outcome);
    }
    state.counters["share_with_key"] = static_cast<double>(keys) / static_cast<double>(i);
    if (keys == 0) state.SkipWithError("no link gave a key");
}

void closed_form(benchmark::State& state) {
    std::vector<Link> inputs;
    for (int i = 0; i < variety; ++i) inputs.push_back(laser_link(7 * i, Leak::unknown, false));
    std::size_t i = 0, keys = 0;
    for (auto _ : state) {
        const Link& link = inputs[i++ % inputs.size()];
        const auto found = leaky_decoy_closed_form(link);
        keys += found && asymptotic_key_rate(link, *found).value > 0.0;
        benchmark::DoNotOptimize(found);
    }
    if (keys == 0) state.SkipWithError("no link gave a key");
}

// 28 distances, 0 to 270 km, intensities chosen at each.
void optimised_curve(benchmark::State& state, const char* proof) {
    for (auto _ : state) {
        double sum = 0.0;
        for (int i = 0; i < 28; ++i) {
            const Scenario scenario = parse_scenario(
                "protocol.name = \"decoy-bb84\"\nsource.intensities = \"optimise\"\nsource.leakage = 1e-7\n"
                "channel.misalignment_rad = 0.08\ndetector.efficiency = 0.65\ndetector.dark_count_probability = 7.2e-8\n"
                "channel.fibre_km = " +
                std::to_string(10 * i) + "\nanalysis.proofs = [\"" + proof + "\"]\n");
            sum += evaluate(scenario).bounds.front().rate_bits_per_pulse.value_or(0.0);
        }
        if (!(sum > 0.3)) state.SkipWithError("the curve is too low");
    }
}

}  // namespace

void register_decoy() {
    const auto add = [](const char* name, auto function, Leak leak, bool discrete) {
        benchmark::RegisterBenchmark(name, function, leak, discrete)->Unit(benchmark::kMillisecond);
    };
    add("decoy-ideal", evaluate_one<prove_decoy_ideal>, Leak::none, false);
    add("leaky-decoy (goal 10 ms)", evaluate_one<prove_leaky_decoy>, Leak::unknown, false);
    add("leaky-decoy, ten phases", evaluate_one<prove_leaky_decoy>, Leak::unknown, true);
    add("leaky-decoy-reference", evaluate_one<prove_leaky_decoy_reference>, Leak::unknown, false);
    add("leaky-decoy-joint (goal 5 ms)", evaluate_one<prove_leaky_decoy_joint>, Leak::unknown, false);
    benchmark::RegisterBenchmark("leaky-decoy-reference, closed form (goal 2 us)", closed_form)->Unit(benchmark::kMicrosecond);
    for (const char* proof : {"leaky-decoy-reference", "leaky-decoy-joint"}) {
        benchmark::RegisterBenchmark((std::string(proof) + ", 28 distances with chosen intensities (goal 3 s)").c_str(),
                                     optimised_curve, proof)
            ->Unit(benchmark::kMillisecond);
    }
    add("leaky-decoy-characterised (goal 10 ms)", evaluate_one<prove_leaky_decoy_characterised>, Leak::known_light, false);
    add("leaky-decoy-characterised, ten phases", evaluate_one<prove_leaky_decoy_characterised>, Leak::known_light, true);
}

}  // namespace keybound::bench
