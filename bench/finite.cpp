// Time of one bound on the phase errors of a run, by each method, and of one point with all parameters of the run optimised.
#include <benchmark/benchmark.h>

#include "inputs.hpp"
#include "keybound/finite/run_plan.hpp"
#include "keybound/rate/finite_key.hpp"

namespace keybound::bench {

namespace {

constexpr double pulse_numbers[] = {1e8, 1e10, 1e12, 1e14};

Scenario run_number(int i, Kind kind) {
    Scenario scenario = scenario_number(i, kind);
    scenario.finite.pulses = pulse_numbers[i % 4];
    return scenario;
}

// Counts of a plan that was made before, and the bound from them: what is done after a run.
void one_bound(benchmark::State& state, const char* name) {
    const FiniteMethod& method = *find_finite_method(name);
    constexpr int prepared = 64;
    std::vector<std::pair<CountingProblem, MethodParameters>> problems;
    for (int i = 0; static_cast<int>(problems.size()) < prepared && i < variety; ++i) {
        const Link& link = links(Kind::bb84)[static_cast<std::size_t>(i)];
        const auto& proof = *find_proof("loss-tolerant-coin-optimal")->run;
        const RunChoices choices{pulse_numbers[i % 4], 0.9};
        const auto plan = plan_run(link, proof, method, choices, 6.25e-22, {});
        if (!plan.has_value()) continue;
        const Counts counts = expected_counts(link, choices);
        problems.emplace_back(counting_problem(plan.value().bound.bound, link, choices, 6.25e-22, counts, counts),
                              plan.value().parameters);
    }
    if (problems.empty()) {
        state.SkipWithError("no plan was found");
        return;
    }
    std::size_t i = 0;
    for (auto _ : state) {
        const auto& [problem, parameters] = problems[i++ % problems.size()];
        benchmark::DoNotOptimize(method.phase_errors(problem, parameters));
    }
}

void one_point(benchmark::State& state, const char* proof, Kind kind) {
    const RunProof& run = *find_proof(proof)->run;
    int i = 0, keys = 0;
    for (auto _ : state) {
        const int number = i++ % variety;
        const auto key = best_finite_key(links(kind)[static_cast<std::size_t>(number)], run_number(number, kind), run);
        keys += key.has_value() && key.value().key_length_bits.value > 0.0;
        benchmark::DoNotOptimize(key);
    }
    state.counters["share_with_key"] = static_cast<double>(keys) / i;
    if (keys == 0) state.SkipWithError("no run gave a key");
}

}  // namespace

void register_finite() {
    using benchmark::RegisterBenchmark;
    for (const FiniteMethod& method : finite_methods()) {
        const std::string goal = method.name == "e-value" ? " (goal 20 us)" : "";
        RegisterBenchmark(("bound of a run, " + method.name + goal).c_str(), one_bound, method.name.c_str());
    }
    RegisterBenchmark("optimised run, loss-tolerant-coin", one_point, "loss-tolerant-coin", Kind::bb84)
        ->Unit(benchmark::kMillisecond);
    RegisterBenchmark("optimised run, loss-tolerant-coin-optimal (goal 50 ms)", one_point, "loss-tolerant-coin-optimal",
                      Kind::bb84)
        ->Unit(benchmark::kMillisecond);
    RegisterBenchmark("optimised run, loss-tolerant-coin-z", one_point, "loss-tolerant-coin-z", Kind::bb84)
        ->Unit(benchmark::kMillisecond);
    RegisterBenchmark("optimised run, loss-tolerant-coin-z on three states", one_point, "loss-tolerant-coin-z",
                      Kind::three_state)
        ->Unit(benchmark::kMillisecond);
}

}  // namespace keybound::bench
