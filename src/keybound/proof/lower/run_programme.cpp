#include "keybound/proof/lower/run_programme.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/opt/backends/dense_primal_dual.hpp"

namespace keybound {

namespace {

constexpr double inside = 0.05;   // of the weight of an outcome at the start of the solver
constexpr double settled = 1e-5;  // relative change of the bound below which the iteration ends
constexpr int most_iterations = 8;
constexpr double most_tilts = 100.0;  // the tilt may change by this factor in one iteration
constexpr double rarest = 1e100;      // rounds that are rarer than one in so many give no programme in double precision

struct RunProgramme {
    PhaseErrorProgramme programme;
    int gauge = -1;       // first of two variables: lambda^Z of the correct outcomes of 0Z and 1Z
    int tilt_share = -1;  // variable s over `tilt`, or -1 if s is fixed
};

// weight x -ln(constant + slope x_variable) in the cost, or the bare inequality for weight 0.
void add_logarithm(Sdp& problem, int variable, double constant, double slope, double weight) {
    SdpBlock block;
    block.size = 1;
    block.constant = {{0, 0, constant}};
    block.coefficients.resize(static_cast<std::size_t>(variable) + 1);
    block.coefficients[variable] = {{0, 0, slope}};
    block.log_weight = weight;
    problem.blocks.push_back(std::move(block));
}

int add_variable(PhaseErrorProgramme& programme, double start) {
    programme.problem.cost.push_back(0.0);
    programme.start.push_back(start);
    return programme.problem.variables() - 1;
}

// A start as far from the logarithms' ends as the inequalities allow: M = 1/5, lambda = 9/10, small lambda^Z.
void spread_start(PhaseErrorProgramme& programme, const RunDesign& design, double tilt) {
    for (int i = 0; i < 2 * programme.settings; ++i) programme.start[i] = 0.9;
    for (int b = 0; b < 2; ++b) {
        programme.start[programme.first_lambda_z + b] = std::min(1.0, 0.5 / (tilt * design.z_test[1 - b]));
    }
    for (std::size_t i = static_cast<std::size_t>(programme.first_lambda_z) + 2; i < programme.start.size(); ++i) {
        programme.start[i] *= 0.4;
    }
}

// All in units of N Y_Z `tilt`, so that the numbers are of order 1 however many pulses there are.
std::optional<RunProgramme> state_run(const Link& link, DualFamily family, const RunDesign& design, double tilt,
                                      double errors) {
    auto stated = state_phase_error_dual(link, family);
    if (!stated) return std::nullopt;
    RunProgramme run{std::move(*stated)};
    PhaseErrorProgramme& programme = run.programme;
    Sdp& problem = programme.problem;
    const int n = programme.settings;
    bool start_is_inside = true;
    if (family.z_errors) spread_start(programme, design, tilt);
    const auto observe = [&](int variable, double probability, double inverse) {
        const double slope = tilt * inverse;
        problem.cost[variable] = 0.0;
        start_is_inside = start_is_inside && slope * programme.start[variable] < 1.0 - inside;
        add_logarithm(problem, variable, 1.0, -slope, probability / (programme.key_yield * slope));
    };
    for (int b = 0; b < 2; ++b) {
        for (int j = 0; j < n; ++j) observe(b * n + j, link.statistics.x[j][b], design.x[j]);
    }
    if (family.z_errors) {
        run.gauge = add_variable(programme, 0.0);
        add_variable(programme, 0.0);
        const SmallMatrix rows = programme.frame.basis.adjoint();
        for (int b = 0; b < 2; ++b) {
            observe(programme.first_lambda_z + b, link.statistics.z[1 - b][b], design.z_test[1 - b]);
            observe(run.gauge + b, link.statistics.z[b][b], design.z_test[b]);
            auto& coefficients = problem.blocks[programme.z_blocks[b]].coefficients;
            coefficients.resize(static_cast<std::size_t>(run.gauge) + 2);
            for (int i = 0; i < n; ++i) {
                for (int k = 0; k <= i; ++k) {
                    const Complex value = rows(i, b) * std::conj(rows(k, b));
                    if (value != 0.0) coefficients[run.gauge + b].push_back({i, k, value});
                }
            }
        }
    }
    if (!design.tilt) {
        run.tilt_share = add_variable(programme, 1.0);
        for (int b = 0; b < 2; ++b) {  // Lambda_b + Omega - M >= s C_b
            SdpBlock& block = problem.blocks[b];
            block.coefficients.resize(static_cast<std::size_t>(run.tilt_share) + 1);
            block.coefficients[run.tilt_share] = std::move(block.constant);
            block.constant.clear();
        }
        const double weight = errors / (design.pulses * programme.key_yield * tilt);
        add_logarithm(problem, run.tilt_share, 1.0, tilt * design.phase_error, weight);
        add_logarithm(problem, run.tilt_share, -1.0 / most_tilts, 1.0, 0.0);
        add_logarithm(problem, run.tilt_share, most_tilts, -1.0, 0.0);
    }
    if (!start_is_inside) programme.start.clear();
    return run;
}

// lambda_bj + c_j and lambda^Z_bj - c_j, each rounded upward: M + diag(c) in place of M.
LinearBound shifted(LinearBound bound, const std::array<double, 2>& gauge) {
    for (int b = 0; b < 2; ++b) {
        for (int j = 0; j < 2; ++j) {
            double &x = bound.lambda[b][j], &z = bound.lambda_z[b][j];
            x = rounding::up(x + gauge[j], 1, std::fabs(x) + std::fabs(gauge[j]));
            z = rounding::up(z - gauge[j], 1, std::fabs(z) + std::fabs(gauge[j]));
        }
    }
    return bound;
}

Outcome<RunBound> certified(const Link& link, const PhaseErrorMultipliers& candidate, const std::array<double, 2>& gauge) {
    const auto dual = certify_phase_error_dual(link, candidate);
    if (!dual.has_value()) return dual.as<RunBound>();
    RunBound result{dual.value().bound, 0.0, dual_evidence(candidate, dual.value())};
    if (candidate.mismatch.size() > 0) {
        result.bound = shifted(std::move(result.bound), gauge);
        result.evidence.add("gauge", {gauge[0], gauge[1]});
    }
    return Outcome<RunBound>::proved(std::move(result));
}

// What the solution says, with lambda^Z of the correct outcomes shifted to 0 as the multipliers have it.
Outcome<RunBound> bound_of(const Link& link, const RunProgramme& run, std::vector<double> x, double share) {
    for (double& value : x) value /= share;
    PhaseErrorMultipliers candidate = run.programme.multipliers(x);
    std::array<double, 2> gauge{};
    for (int j = 0; j < 2 && run.gauge >= 0; ++j) {
        const double shift = x[static_cast<std::size_t>(run.gauge + j)];
        for (int b = 0; b < 2; ++b) candidate.lambda[b][j] += shift;
        candidate.lambda_z[1 - j] -= shift;
        candidate.mismatch(j, j) += shift;
        gauge[j] = -shift;
    }
    return certified(link, candidate, gauge);
}

// At the smallest tilts a double can hold nothing is left of them, and the weights are no numbers.
bool weights_are_numbers(const Sdp& problem) {
    return std::all_of(problem.blocks.begin(), problem.blocks.end(),
                       [](const SdpBlock& block) { return block.log_weight >= 0.0 && block.log_weight < rarest; });
}

bool has_rounds_of_every_kind(const RunDesign& design, const Statistics& seen) {
    return design.phase_error < rarest &&
           std::all_of(design.x.begin(), design.x.begin() + seen.settings, [](double x) { return x > 0.0 && x < rarest; }) &&
           std::all_of(design.z_test.begin(), design.z_test.end(), [](double x) { return x < rarest; });
}

}  // namespace

Outcome<RunBound> prove_run_by_dual(const Link& link, DualFamily family, const RunDesign& design) {
    using Result = Outcome<RunBound>;
    const Statistics& seen = link.statistics;
    const bool stated = (family.whole_space || link.source.are_qubits()) && dual_frame(link) && virtual_phase(link.source);
    if (const auto reason = no_multipliers(link, family, stated)) return reason->as<RunBound>();
    if (!has_rounds_of_every_kind(design, seen)) return Result::undecided("a kind of round is too rare for double precision");
    double tilt = design.tilt.value_or(design.guessed_tilt > 0.0 ? design.guessed_tilt : first_tilt(seen, design));
    double errors =
        design.guessed_errors > 0.0 ? design.guessed_errors : 0.1 * design.pulses * seen.key_yield() / design.phase_error;
    const double largest_unit = 0.9 / *std::max_element(design.x.begin(), design.x.end());  // the usual start is inside
    std::optional<RunBound> best;
    double least = INFINITY;
    for (int iteration = 0; iteration < most_iterations; ++iteration) {
        const double unit = design.tilt ? tilt : std::min(tilt, largest_unit);
        const auto run = state_run(link, family, design, unit, errors);
        if (!run) return Result::not_applicable("the states are degenerate: two settings send the same state");
        if (!weights_are_numbers(run->programme.problem)) break;
        const ApproxSolution solution =
            solve_dense_primal_dual(run->programme.problem, run->programme.start, {.max_iterations = 60, .gap = 1e-8});
        if (static_cast<int>(solution.x.size()) != run->programme.problem.variables()) break;
        const double share = run->tilt_share < 0 ? 1.0 : solution.x[static_cast<std::size_t>(run->tilt_share)];
        auto bound = bound_of(link, *run, solution.x, share);
        if (!bound.has_value()) {
            if (best) break;
            return bound;
        }
        RunBound found = bound.value();
        found.tilt = design.tilt.value_or(best_tilt(found.bound, seen, design));
        const double value = expected_phase_errors(found.bound, seen, design, found.tilt);
        const double before = least;
        if (!best || value < least) {
            tilt = found.tilt;
            best = std::move(found);
            least = value;
        }
        if (design.tilt || !(value < before * (1.0 - settled))) break;
        errors = value;
    }
    if (!best) return Result::undecided("the solver found no candidate");
    return Result::proved(std::move(*best));
}

Outcome<RunBound> conclude_run_by_dual(const Link& link, DualFamily family, const std::vector<EvidenceItem>& items) {
    using Result = Outcome<RunBound>;
    const auto multipliers = multipliers_of(items);
    if (!multipliers) return Result::undecided("the evidence holds no complete multipliers");
    if (family.z_errors != (multipliers->mismatch.size() > 0)) {
        return Result::undecided("the evidence is that of a proof with other data");
    }
    if (!family.whole_space && multipliers->ket_part.size() > 0) {
        return Result::undecided("the evidence is that of joint-sdp");
    }
    std::array<double, 2> gauge{};
    for (const EvidenceItem& item : items) {
        if (item.name == "gauge" && item.real.size() == 2) gauge = {item.real[0], item.real[1]};
    }
    if (!(std::fabs(gauge[0]) < 1e6 && std::fabs(gauge[1]) < 1e6)) return Result::undecided("the gauge is implausible");
    return certified(link, *multipliers, gauge);
}

}  // namespace keybound
