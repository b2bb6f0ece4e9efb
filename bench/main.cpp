// Goals stand beside the cases and in docs/dev/performance.md.
#include <benchmark/benchmark.h>

#include "inputs.hpp"

int main(int argc, char** argv) {
    keybound::bench::register_proofs();
    keybound::bench::register_programmes();
    keybound::bench::register_finite();
    keybound::bench::register_decoy();
    keybound::bench::register_correlations();
    keybound::bench::register_study();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
