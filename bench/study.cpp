// What the sweep engine itself costs: rows that do nothing but wait for a given time, so that the difference is the engine's.
// Goals: less than 2 % at 100 us per row on one thread; two threads at least 1.8 times as fast as one.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "keybound/study/optimise.hpp"
#include "keybound/study/solve.hpp"
#include "keybound/study/sweep.hpp"
#include "keybound/study/table_file.hpp"

namespace {

using namespace keybound;
using Clock = std::chrono::steady_clock;

constexpr std::size_t rows = 2000;
constexpr std::size_t cells = 28;
constexpr auto row_time = std::chrono::microseconds(100);

// Computes without pause, as a proof does.
TableRow work(std::size_t index) {
    const auto end = Clock::now() + row_time;
    while (Clock::now() < end) benchmark::DoNotOptimize(index);
    return TableRow(cells, "0.0069092205619486");
}

double seconds_of_sweep(int threads) {
    const auto start = Clock::now();
    std::size_t bytes = 0;
    sweep(rows, work, [&](std::size_t, const TableRow& row) { bytes += row.back().size(); }, {threads, {}});
    benchmark::DoNotOptimize(bytes);
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void engine_overhead(benchmark::State& state) {
    double overhead = 1.0;
    for (auto _ : state) {
        const auto start = Clock::now();
        for (std::size_t i = 0; i < rows; ++i) benchmark::DoNotOptimize(work(i));
        const double plain = std::chrono::duration<double>(Clock::now() - start).count();
        overhead = std::min(overhead, seconds_of_sweep(1) / plain - 1.0);  // others share the machine: the best counts
    }
    state.counters["overhead_percent"] = 100.0 * overhead;
}

void two_threads(benchmark::State& state) {
    double speedup = 0.0;
    for (auto _ : state) speedup = std::max(speedup, seconds_of_sweep(1) / seconds_of_sweep(2));
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
    RegisterBenchmark("sweep: overhead at 100 us per row (goal 2 %)", engine_overhead)
        ->Iterations(5)
        ->Unit(benchmark::kMillisecond);
    RegisterBenchmark("sweep: two threads (goal 1.8)", two_threads)->Iterations(5)->Unit(benchmark::kMillisecond);
    RegisterBenchmark("sweep: appending a row to its file", appending_a_row);
    RegisterBenchmark("solve without its function", solving);
    RegisterBenchmark("optimise over two keys without its function", optimising);
}
