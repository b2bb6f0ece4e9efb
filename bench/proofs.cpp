// Time of one evaluation of the proofs without a solver, and of a whole scenario.
#include <benchmark/benchmark.h>

#include "inputs.hpp"
#include "keybound/proof/lower/loss_tolerant.hpp"
#include "keybound/proof/lower/loss_tolerant_coin.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_three_state.hpp"
#include "keybound/proof/lower/quantum_coin.hpp"
#include "keybound/proof/lower/reference_technique.hpp"
#include "keybound/proof/upper/repeaterless.hpp"
#include "keybound/rate/evaluate.hpp"

namespace keybound::bench {

namespace {

template <auto prove>
void run(benchmark::State& state, Kind kind) {
    const auto& inputs = links(kind);
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
    for (auto _ : state) benchmark::DoNotOptimize(evaluate(scenario_number(i++ % variety, Kind::bb84)));
}

}  // namespace

void register_proofs() {
    using benchmark::RegisterBenchmark;
    RegisterBenchmark("loss-tolerant", run<prove_loss_tolerant>, Kind::bb84_without_leak);
    RegisterBenchmark("quantum-coin", run<prove_quantum_coin>, Kind::bb84);
    RegisterBenchmark("reference-technique", run<prove_reference_technique>, Kind::bb84);
    RegisterBenchmark("loss-tolerant-coin (goal 5 us)", run<prove_loss_tolerant_coin>, Kind::bb84);
    RegisterBenchmark("loss-tolerant-coin on three states", run<prove_loss_tolerant_coin>, Kind::three_state);
    RegisterBenchmark("loss-tolerant-coin-three-state", run<prove_loss_tolerant_coin_three_state>, Kind::three_state);
    RegisterBenchmark("repeaterless", run<prove_repeaterless>, Kind::bb84);
    RegisterBenchmark("scenario to all bounds", whole_evaluation)->Unit(benchmark::kMicrosecond);
}

}  // namespace keybound::bench
