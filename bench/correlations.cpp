// Time of the linear programmes over tables of correlations, on tables that differ from one iteration to the next.
#include <benchmark/benchmark.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "inputs.hpp"
#include "keybound/proof/upper/correlation_lp.hpp"
#include "keybound/proof/upper/local_polytope.hpp"

namespace keybound::bench {

namespace {

// Of v phi+ + (1 - v) 1/4: Bob's test settings at +-angle from Alice's key setting.
CorrelationTable chsh_table(double v, double angle) {
    const double c = v * std::cos(angle), s = v * std::sin(angle);
    const double correlators[2][3] = {{c, c, v}, {s, -s, 0.0}};
    CorrelationTable t;
    t.probabilities.assign(24, 0.0);
    for (int x = 0; x < 2; ++x) {
        for (int y = 0; y < 3; ++y) {
            for (const int a : {0, 1}) {
                for (const int b : {0, 1}) {
                    t.probabilities[t.index(x, y, a, b)] = 0.25 * (1.0 + (a == b ? 1.0 : -1.0) * correlators[x][y]);
                }
            }
        }
    }
    return t;
}

// Collins et al., PRL 88, 040404 (2002), with settings turned by a little.
CorrelationTable cglmp_table(int d, double turned) {
    CorrelationTable t{2, 2, d, d, {}};
    t.probabilities.assign(static_cast<std::size_t>(4 * d * d), 0.0);
    const double alpha[] = {0.0, 0.5 + turned}, beta[] = {0.25, -0.25};
    for (int x = 0; x < 2; ++x) {
        for (int y = 0; y < 2; ++y) {
            for (int a = 0; a < d; ++a) {
                for (int b = 0; b < d; ++b) {
                    std::complex<double> sum = 0.0;
                    for (int j = 0; j < d; ++j) {
                        sum += std::polar(1.0, 2.0 * std::numbers::pi * j * (a + alpha[x] - b + beta[y]) / d);
                    }
                    t.probabilities[t.index(x, y, a, b)] = std::norm(sum) / std::pow(d, 3);
                }
            }
        }
    }
    return t;
}

void local_visibility_of(benchmark::State& state, int d) {
    std::vector<CorrelationTable> tables;
    for (int i = 0; i < variety; ++i) {
        const double turned = 0.1 * i / variety;
        tables.push_back(d == 0 ? chsh_table(1.0, 0.7 + turned) : cglmp_table(d, turned));
    }
    std::size_t i = 0, nonlocal = 0;
    for (auto _ : state) {
        const double found = certified_local_visibility(tables[i++ % variety]).value;
        nonlocal += found > 0.5 && found < 0.9 ? 1 : 0;
        benchmark::DoNotOptimize(found);
    }
    if (10 * nonlocal < 9 * i) state.SkipWithError("a tenth of the tables was not proved local up to a visibility");
}

void correlation_lp(benchmark::State& state) {
    std::vector<Link> links;
    for (int i = 0; i < 64; ++i) {
        Link link;
        link.correlations = Correlations{};
        link.correlations->table = chsh_table(0.75 + 0.249 * (i * 37 % 64) / 64.0, std::numbers::pi / 4.0);
        links.push_back(std::move(link));
    }
    std::size_t i = 0, informative = 0;
    for (auto _ : state) {
        const auto outcome = prove_correlation_lp(links[i++ % links.size()]);
        informative += outcome.value().rate_bits_per_pulse.value < 0.999 ? 1 : 0;
        benchmark::DoNotOptimize(outcome);
    }
    if (10 * informative < 9 * i) state.SkipWithError("a tenth of the tables was not matched");
}

}  // namespace

void register_correlations() {
    const auto add = [](const char* name, int d) {
        benchmark::RegisterBenchmark(name, [d](benchmark::State& state) {
            local_visibility_of(state, d);
        })->Unit(benchmark::kMicrosecond);
    };
    add("local visibility, 2 x 3 settings (goal 200 us)", 0);
    add("local visibility, CGLMP d = 2 (goal 5 ms)", 2);
    add("local visibility, CGLMP d = 3 (goal 5 ms)", 3);
    add("local visibility, CGLMP d = 4 (goal 5 ms)", 4);
    benchmark::RegisterBenchmark("correlation-lp (goal 50 ms)", correlation_lp)->Unit(benchmark::kMillisecond);
}

}  // namespace keybound::bench
