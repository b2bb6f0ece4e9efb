// Time of the bounds on keys from any state: random two-qubit states and settings.
#include <benchmark/benchmark.h>

#include <complex>
#include <random>

#include "inputs.hpp"
#include "keybound/proof/upper/convex_combination_optimal.hpp"
#include "keybound/proof/upper/relative_entropy_of_entanglement_optimal.hpp"
#include "keybound/proof/upper/state_entanglement.hpp"

namespace keybound::bench {

namespace {

SmallMatrix random_positive(std::mt19937_64& random, int n, int rank) {
    std::normal_distribution<double> normal;
    SmallMatrix g(n, rank);
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < rank; ++j) g(i, j) = Complex(normal(random), normal(random));
    SmallMatrix m = g.lazyProduct(g.adjoint());
    m = 0.5 * (m + SmallMatrix(m.adjoint()));
    return m / m.trace().real();
}

std::vector<Link> measured_links() {
    std::mt19937_64 random(1);
    std::vector<Link> result;
    for (int i = 0; i < variety; ++i) {
        MeasuredState measured;
        measured.leak_probability = 0.1 * (i % 3);
        measured.dimensions = {2, 2};
        measured.state = random_positive(random, 4, 1 + i % 4);
        KeySetting setting{"random", {}};
        for (int party = 0; party < 2; ++party) {
            const SmallMatrix first = random_positive(random, 2, 1);
            setting.elements.push_back({first, SmallMatrix::Identity(2, 2) - first});
        }
        measured.settings = {setting};
        Link link;
        link.measured = measured;
        result.push_back(link);
    }
    return result;
}

template <auto prove>
void of_two_qubits(benchmark::State& state) {
    const std::vector<Link> inputs = measured_links();
    std::size_t i = 0, positive = 0;
    for (auto _ : state) {
        const auto outcome = prove(inputs[i++ % inputs.size()]);
        positive += outcome.has_value() && outcome.value().rate_bits_per_pulse.value > 1e-3;
        benchmark::DoNotOptimize(outcome);
    }
    if (4 * positive < i) state.SkipWithError("fewer than a quarter of the bounds were positive");
}

BENCHMARK(of_two_qubits<prove_entanglement_of_measured_state>)
    ->Name("relative-entropy-of-entanglement/two qubits")
    ->Unit(benchmark::kMillisecond);
BENCHMARK(of_two_qubits<prove_convex_combination_optimal>)
    ->Name("convex-combination-optimal/two qubits")
    ->Unit(benchmark::kMillisecond);
BENCHMARK(of_two_qubits<prove_relative_entropy_of_entanglement_optimal>)
    ->Name("relative-entropy-of-entanglement-optimal/two qubits")
    ->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace keybound::bench
