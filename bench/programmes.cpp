// Time of one evaluation of the proofs that solve a semidefinite programme, and CSDP on the same programmes beside each. The
// same run asserts that the speed costs no tightness: both solvers' candidates go through the same certification.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <map>

#include "inputs.hpp"
#include "keybound/opt/backends/csdp.hpp"
#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "keybound/proof/lower/joint_sdp.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_optimal.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_z.hpp"
#include "keybound/proof/lower/phase_error_programme.hpp"

namespace keybound::bench {

namespace {

struct Case {
    const char* name;
    Outcome<PhaseErrorBound> (*prove)(const Link&);
    DualFamily family;
    Kind kind;
};

// Of this thread alone: what helper threads of CSDP's BLAS do is not counted, in its favour.
double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Comparison {
    int compared = 0;
    int proved = 0;
    int informative = 0;  // below 1/2
    int looser = 0;       // ours than CSDP's by more than the tolerance
    int tighter = 0;
    double own_seconds = 0.0;  // in the solvers alone
    double csdp_seconds = 0.0;
};

double solve_and_conclude(const Link& link, const PhaseErrorProgramme& programme, SdpSolver solve, double& seconds,
                          bool& proved) {
    const double start = cpu_seconds();
    const ApproxSolution candidate = solve(programme.problem, programme.start, {});
    seconds += cpu_seconds() - start;
    proved = false;
    if (candidate.stop == SolverStop::unbounded || candidate.x.size() != programme.start.size()) return 0.5;
    const auto outcome = conclude_phase_error_dual(link, programme.multipliers(candidate.x));
    proved = outcome.has_value();
    return proved ? outcome.value().phase_error_rate.value : 0.5;
}

Comparison compare(const Case& c) {
    constexpr int stride = 5;
    Comparison result;
    for (int i = 0; i < variety; i += stride) {
        const Link& link = links(c.kind)[static_cast<std::size_t>(i)];
        const auto programme = state_phase_error_dual(link, c.family);
        ++result.compared;
        if (!programme) continue;
        bool proved = false, csdp_proved = false;
        const double own = solve_and_conclude(link, *programme, solve_dense_primal_dual, result.own_seconds, proved);
        const double other = solve_and_conclude(link, *programme, solve_csdp, result.csdp_seconds, csdp_proved);
        const double tolerance = 1e-5 * std::min(own, other) + 1e-8;
        if (proved) ++result.proved;
        if (proved && own < 0.5) ++result.informative;
        if (!(own <= other + tolerance)) ++result.looser;
        if (!(other <= own + tolerance)) ++result.tighter;
    }
    return result;
}

void run(benchmark::State& state, const Case& c) {
    static std::map<const Case*, Comparison> comparisons;
    const auto& inputs = links(c.kind);
    if (!comparisons.contains(&c)) comparisons[&c] = compare(c);
    const Comparison& found = comparisons[&c];
    std::size_t i = 0;
    std::size_t proved = 0;
    for (auto _ : state) {
        const auto outcome = c.prove(inputs[i++ % variety]);
        proved += outcome.has_value() ? 1 : 0;
        benchmark::DoNotOptimize(outcome);
    }
    state.counters["csdp_over_ours"] = found.csdp_seconds / found.own_seconds;
    state.counters["solver_us"] = 1e6 * found.own_seconds / found.compared;
    state.counters["csdp_us"] = 1e6 * found.csdp_seconds / found.compared;
    state.counters["looser"] = found.looser;
    state.counters["tighter"] = found.tighter;
    state.counters["informative"] = found.informative;
    state.counters["compared"] = found.compared;
    if (100 * proved < 95 * i || 100 * found.proved < 95 * found.compared) {
        state.SkipWithError("fewer than 95 % of the inputs were proved");
    } else if (100 * found.looser > 2 * found.compared) {
        state.SkipWithError("the certified bound is looser than with CSDP on more than 2 % of the inputs");
    }
}

const Case cases[] = {
    {"loss-tolerant-coin-optimal (goal 300 us)", prove_loss_tolerant_coin_optimal, {}, Kind::bb84},
    {"loss-tolerant-coin-optimal out of plane", prove_loss_tolerant_coin_optimal, {}, Kind::bb84_out_of_plane},
    {"loss-tolerant-coin-z on three states", prove_loss_tolerant_coin_z, {.z_errors = true}, Kind::three_state},
    {"loss-tolerant-coin-z", prove_loss_tolerant_coin_z, {.z_errors = true}, Kind::bb84},
    {"joint-sdp (goal 3 ms)", prove_joint_sdp, {.whole_space = true}, Kind::bb84},
    {"joint-sdp out of plane (goal 8 ms)", prove_joint_sdp, {.whole_space = true}, Kind::bb84_out_of_plane},
};

}  // namespace

void register_programmes() {
    for (const Case& c : cases) {
        benchmark::RegisterBenchmark(c.name, [&c](benchmark::State& state) { run(state, c); })->Unit(benchmark::kMicrosecond);
    }
}

}  // namespace keybound::bench
