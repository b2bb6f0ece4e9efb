// What the engine of sweeps and searches costs by itself: rows that compute something useless for 100 us, so that the
// difference is the engine's. The overhead is in processor time, which other programs on the machine do not change much; how
// much faster two threads are can be seen on a quiet machine only.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include "inputs.hpp"
#include "keybound/study/optimise.hpp"
#include "keybound/study/solve.hpp"
#include "keybound/study/sweep.hpp"
#include "keybound/study/table_file.hpp"

namespace keybound::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t rows = 2000;
constexpr std::size_t cells = 28;
constexpr double row_seconds = 1e-4;

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }  // of all threads

double spin(long steps) {
    double x = 0.5;
    for (long i = 0; i < steps; ++i) benchmark::DoNotOptimize(x = 3.9 * x * (1.0 - x));
    return x;
}

// How many steps take 100 us: a fixed amount of work, so that other programs on the machine do not shorten it.
long steps_per_row() {
    static const long steps = [] {
        constexpr long trial = 20'000'000;
        const double start = cpu_seconds();
        benchmark::DoNotOptimize(spin(trial));
        return static_cast<long>(trial * row_seconds / (cpu_seconds() - start));
    }();
    return steps;
}

TableRow work() {
    benchmark::DoNotOptimize(spin(steps_per_row()));
    return TableRow(cells, "0.0069092205619486");
}

void run_sweep(int threads) {
    std::size_t bytes = 0;
    sweep(
        rows, [](std::size_t) { return work(); }, [&](std::size_t, const TableRow& row) { bytes += row.back().size(); },
        {threads, {}});
    benchmark::DoNotOptimize(bytes);
}

void engine_overhead(benchmark::State& state, int threads) {
    steps_per_row();
    double overhead = 1.0;
    for (auto _ : state) {
        const double start = cpu_seconds();
        for (std::size_t i = 0; i < rows; ++i) benchmark::DoNotOptimize(work());
        const double between = cpu_seconds();
        run_sweep(threads);
        overhead = std::min(overhead, (cpu_seconds() - between) / (between - start) - 1.0);  // others share the caches
    }
    state.counters["overhead_percent"] = 100.0 * overhead;
}

void two_threads(benchmark::State& state) {
    steps_per_row();
    double speedup = 0.0;
    for (auto _ : state) {
        const auto start = Clock::now();
        run_sweep(1);
        const auto between = Clock::now();
        run_sweep(2);
        speedup = std::max(speedup, std::chrono::duration<double>(between - start) / (Clock::now() - between));
    }
    state.counters["times_as_fast"] = speedup;
}

void appending_a_row(benchmark::State& state) {
    const std::string path = (std::filesystem::temp_directory_path() / "keybound-bench.csv").string();
    TableLayout layout;
    layout.header = "key";
    for (std::size_t i = 1; i < cells; ++i) layout.header += ",c" + std::to_string(i);
    layout.header += "\n";
    layout.keys = 1;
    layout.identity_column = "key";
    layout.identities.resize(10'000'000);
    layout.keys_of = [](std::size_t i) { return TableRow{std::to_string(i)}; };
    TableFile file(path, layout, true);
    file.begin();
    const TableRow row(cells, "0.0069092205619486");
    std::size_t index = 0;
    for (auto _ : state) file.append(index++, row);
    std::filesystem::remove(path);
}

void solving(benchmark::State& state) {
    int evaluations = 0;
    for (auto _ : state) {
        const Solution solution = solve([](double x) { return 1.0 / (1.0 + x); }, {{0.0, 1e4, false}, 1e-3});
        benchmark::DoNotOptimize(solution.value);
        evaluations = solution.evaluations;
    }
    state.counters["evaluations"] = evaluations;
}

void optimising(benchmark::State& state) {
    int evaluations = 0;
    for (auto _ : state) {
        const auto f = [](const std::vector<double>& x) { return 1.0 / (1.0 + (x[0] - 0.3) * (x[0] - 0.3) + x[1] * x[1]); };
        const Optimum optimum = maximise(f, {{{0.0, 1.0, false}, {-1.0, 1.0, false}}, {}});
        benchmark::DoNotOptimize(optimum.value);
        evaluations = optimum.evaluations;
    }
    state.counters["evaluations"] = evaluations;
}

}  // namespace

void register_study() {
    using benchmark::RegisterBenchmark;
    RegisterBenchmark("sweep: overhead at 100 us per row (goal 2 %)", engine_overhead, 1)
        ->Iterations(5)
        ->Unit(benchmark::kMillisecond);
    RegisterBenchmark("sweep: overhead on two threads (goal 2 %)", engine_overhead, 2)
        ->Iterations(5)
        ->Unit(benchmark::kMillisecond);
    RegisterBenchmark("sweep: two threads (goal 1.8)", two_threads)->Iterations(5)->Unit(benchmark::kMillisecond);
    RegisterBenchmark("sweep: appending a row to its file", appending_a_row);
    RegisterBenchmark("solve without its function", solving);
    RegisterBenchmark("optimise over two keys without its function", optimising);
}

}  // namespace keybound::bench
