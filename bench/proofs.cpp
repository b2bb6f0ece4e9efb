// Time of one evaluation per proof. Inputs change with every iteration (length, leakage and encoder error together), so that
// nothing can be remembered. Goals stand beside the cases and in docs/dev/performance.md.
#include <benchmark/benchmark.h>

#include <array>

#include "keybound/proof/lower/loss_tolerant.hpp"
#include "keybound/proof/lower/loss_tolerant_coin.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_optimal.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_three_state.hpp"
#include "keybound/proof/lower/quantum_coin.hpp"
#include "keybound/proof/lower/reference_technique.hpp"
#include "keybound/proof/upper/repeaterless.hpp"
#include "keybound/protocol/catalog.hpp"
#include "keybound/rate/evaluate.hpp"

namespace {

using namespace keybound;

Scenario scenario_number(int i, const std::string& protocol, bool leaks) {
    Scenario scenario;
    scenario.protocol.name = protocol;
    scenario.source.modulation_error_rad = 0.01 + 0.001 * (i % 97);
    scenario.source.leakage = {leaks ? 1e-9 * (1 + i % 1013) : 0.0};
    scenario.channel.fibre_km = 0.5 + 0.5 * (i % 401);
    return scenario;
}

constexpr int variety = 1024;

const std::vector<Link>& links(const std::string& protocol, bool leaks) {
    static std::array<std::vector<Link>, 4> cache;
    auto& result = cache[(protocol == "bb84" ? 0 : 2) + (leaks ? 1 : 0)];
    for (int i = static_cast<int>(result.size()); i < variety; ++i) {
        result.push_back(protocol_named(protocol).link(scenario_number(i, protocol, leaks)));
    }
    return result;
}

template <auto prove>
void run(benchmark::State& state, const char* protocol, bool leaks) {
    const auto& inputs = links(protocol, leaks);
    std::size_t i = 0;
    std::size_t proved = 0;
    for (auto _ : state) {
        const auto outcome = prove(inputs[i++ % variety]);
        proved += outcome.has_value() ? 1 : 0;
        benchmark::DoNotOptimize(outcome);
    }
    if (2 * proved < i) state.SkipWithError("fewer than half of the inputs were proved");
}

void whole_evaluation(benchmark::State& state) {
    int i = 0;
    for (auto _ : state) benchmark::DoNotOptimize(evaluate(scenario_number(i++, "bb84", true)));
}

}  // namespace

void register_study();  // study.cpp

int main(int argc, char** argv) {
    using benchmark::RegisterBenchmark;
    RegisterBenchmark("loss-tolerant", run<prove_loss_tolerant>, "bb84", false);
    RegisterBenchmark("quantum-coin", run<prove_quantum_coin>, "bb84", true);
    RegisterBenchmark("reference-technique", run<prove_reference_technique>, "bb84", true);
    RegisterBenchmark("loss-tolerant-coin (goal 5 us)", run<prove_loss_tolerant_coin>, "bb84", true);
    RegisterBenchmark("loss-tolerant-coin on three states", run<prove_loss_tolerant_coin>, "three-state", true);
    RegisterBenchmark("loss-tolerant-coin-optimal (goal 300 us)", run<prove_loss_tolerant_coin_optimal>, "bb84", true);
    RegisterBenchmark("loss-tolerant-coin-three-state", run<prove_loss_tolerant_coin_three_state>, "three-state", true);
    RegisterBenchmark("repeaterless", run<prove_repeaterless>, "bb84", true);
    RegisterBenchmark("scenario to all bounds", whole_evaluation);
    register_study();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
