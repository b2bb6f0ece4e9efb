// Time of one evaluation of the proofs without a solver, and of a whole scenario.
#include <benchmark/benchmark.h>

#include "inputs.hpp"
#include "keybound/proof/lower/chsh.hpp"
#include "keybound/proof/lower/chsh_noisy_preprocessing.hpp"
#include "keybound/proof/lower/devetak_winter.hpp"
#include "keybound/proof/lower/loss_tolerant.hpp"
#include "keybound/proof/lower/loss_tolerant_coin.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_three_state.hpp"
#include "keybound/proof/lower/quantum_coin.hpp"
#include "keybound/proof/lower/reference_technique.hpp"
#include "keybound/proof/upper/chsh_value_and_error.hpp"
#include "keybound/proof/upper/convex_combination.hpp"
#include "keybound/proof/upper/convex_combination_plus.hpp"
#include "keybound/proof/upper/key_flip.hpp"
#include "keybound/proof/upper/local_convex_combination.hpp"
#include "keybound/proof/upper/local_relative_entropy.hpp"
#include "keybound/proof/upper/relative_entropy_of_entanglement.hpp"
#include "keybound/proof/upper/relative_entropy_of_entanglement_plus.hpp"
#include "keybound/proof/upper/repeaterless.hpp"
#include "keybound/protocol/diqkd_chsh.hpp"
#include "keybound/protocol/entanglement.hpp"
#include "keybound/rate/evaluate.hpp"

namespace keybound::bench {

namespace {

// Shared states of two to four parties and dimensions 2 to 6, visibilities and leaks of all sizes.
std::vector<Link> shared_links(bool two_parties) {
    std::vector<Link> result;
    for (int i = 0; i < variety; ++i) {
        Scenario scenario;
        scenario.protocol.name = "entanglement";
        scenario.state.visibility = 0.6 + 0.4 * (i * 37 % variety) / variety;
        scenario.leak.probability = 0.3 * (i * 101 % variety) / variety;
        scenario.state.dimension = 2 + i % 5;
        scenario.state.parties = two_parties ? 2 : 2 + i % 3;
        scenario.leak.pattern = i % 2 == 0 ? "same" : "independent";
        result.push_back(entanglement_link(scenario));
    }
    return result;
}

// Untrusted devices that measure isotropic states of all useful visibilities.
std::vector<Link> untrusted_links() {
    std::vector<Link> result;
    for (int i = 0; i < variety; ++i) {
        Scenario scenario;
        scenario.protocol.name = "diqkd-chsh";
        scenario.detector = {1.0, 0.0};
        scenario.state.visibility = 0.7 + 0.3 * (i * 37 % variety) / variety;
        result.push_back(diqkd_chsh_link(scenario));
    }
    return result;
}

template <auto prove>
void run_on(benchmark::State& state, const std::vector<Link>& inputs) {
    std::size_t i = 0;
    std::size_t proved = 0;
    for (auto _ : state) {
        const auto outcome = prove(inputs[i++ % variety]);
        proved += outcome.has_value() ? 1 : 0;
        benchmark::DoNotOptimize(outcome);
    }
    if (2 * proved < i) state.SkipWithError("fewer than half of the inputs were proved");
}

template <auto prove>
void run(benchmark::State& state, Kind kind) {
    run_on<prove>(state, links(kind));
}

template <auto prove>
void run_shared(benchmark::State& state, bool two_parties) {
    run_on<prove>(state, shared_links(two_parties));
}

template <auto prove>
void run_untrusted(benchmark::State& state) {
    run_on<prove>(state, untrusted_links());
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
    RegisterBenchmark("devetak-winter (goal 1 us)", run_shared<prove_devetak_winter>, true);
    RegisterBenchmark("convex-combination (goal 1 us)", run_shared<prove_convex_combination>, false);
    RegisterBenchmark("convex-combination-plus (goal 1 us)", run_shared<prove_convex_combination_plus>, false);
    RegisterBenchmark("relative-entropy-of-entanglement (goal 1 us)", run_shared<prove_relative_entropy_of_entanglement>,
                      false);
    RegisterBenchmark("relative-entropy-of-entanglement-plus (goal 1 us)",
                      run_shared<prove_relative_entropy_of_entanglement_plus>, false);
    RegisterBenchmark("chsh", run_untrusted<prove_chsh>);
    RegisterBenchmark("chsh-noisy-preprocessing (goal 20 us)", run_untrusted<prove_chsh_noisy_preprocessing>);
    RegisterBenchmark("local-convex-combination", run_untrusted<prove_local_convex_combination>);
    RegisterBenchmark("key-flip", run_untrusted<prove_key_flip>);
    RegisterBenchmark("chsh-value-and-error (goal 20 us)", run_untrusted<prove_chsh_value_and_error>);
    RegisterBenchmark("local-relative-entropy (goal 20 us)", run_untrusted<prove_local_relative_entropy>);
    RegisterBenchmark("scenario to all bounds", whole_evaluation)->Unit(benchmark::kMicrosecond);
}

}  // namespace keybound::bench
