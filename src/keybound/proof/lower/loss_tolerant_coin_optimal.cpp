#include "keybound/proof/lower/loss_tolerant_coin_optimal.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "keybound/proof/lower/loss_tolerant_coin.hpp"
#include "keybound/proof/lower/loss_tolerant_relation.hpp"
#include "keybound/proof/lower/target_reference.hpp"
#include "keybound/quantum/certify_psd.hpp"

namespace keybound {

namespace {

constexpr double largest_plausible_multiplier = 1e3;
constexpr double coplanar_within = 1e-12;
constexpr double least_price = 1e-14;  // keeps w finite at leakage 0
constexpr const char* implausible = "implausible multipliers: are the data compatible with the source model?";

// The phase of phi_1Z in the virtual protocol: any is valid; this one lets relations exist where they can.
std::optional<Complex> virtual_phase(const QubitKets& kets) {
    const auto coplanar = coplanar_relation(kets);
    if (!coplanar) return std::nullopt;
    if (kets.cols() == 3 || coplanar->operator_residual <= coplanar_within) return coplanar->phase;
    return Complex(1.0, 0.0);
}

// C_b of the phase error: <u_D|M|u_D> = Tr(C X) with X_jk = <psi_j|M|psi_k>, u_D = (psi_0Z +- e^{i alpha} psi_1Z)/2; the
// error is outcome 1 for u_+ and outcome 0 for u_-.
Complex phase_error_coherence(int outcome, Complex phase) { return (outcome == 1 ? 0.25 : -0.25) * phase; }

// A basis |r><c| + h.c. of the Hermitian matrices w of the given size; the imaginary ones only if they are needed.
std::vector<SmallMatrix> weight_directions(int size, bool real) {
    std::vector<SmallMatrix> directions;
    for (int r = 0; r < size; ++r) {
        for (int c = 0; c <= r; ++c) {
            for (const Complex value : {Complex(1.0, 0.0), Complex(0.0, 1.0)}) {
                if (value.imag() != 0.0 && (real || r == c)) continue;
                SmallMatrix direction = SmallMatrix::Zero(size, size);
                direction(r, c) = value;
                direction(c, r) = std::conj(value);
                directions.push_back(direction);
            }
        }
    }
    return directions;
}

std::vector<SdpEntry> lower_triangle(const SmallMatrix& matrix) {
    std::vector<SdpEntry> entries;
    for (int i = 0; i < matrix.rows(); ++i) {
        for (int j = 0; j <= i; ++j) {
            if (matrix(i, j) != 0.0) entries.push_back({i, j, matrix(i, j)});
        }
    }
    return entries;
}

SmallMatrix congruence(const SmallMatrix& t, const SmallMatrix& matrix) {
    const SmallMatrix left = t.lazyProduct(matrix);
    return left.lazyProduct(t.adjoint());
}

}  // namespace

// By Gram and Schmidt from phi_j = a_j phi_0Z + b_j phi_1Z.
SmallMatrix coin_null_space(const QubitKets& kets) {
    const int n = static_cast<int>(kets.cols());
    const auto determinant = [&](int j, int k) { return kets(0, j) * kets(1, k) - kets(0, k) * kets(1, j); };
    SmallMatrix basis = SmallMatrix::Zero(n, n - 2);
    for (int c = 0; c < n - 2; ++c) {
        basis(0, c) = determinant(2 + c, 1) / determinant(0, 1);
        basis(1, c) = determinant(0, 2 + c) / determinant(0, 1);
        basis(2 + c, c) = -1.0;
        for (int pass = 0; pass < 2; ++pass) {
            for (int e = 0; e < c; ++e) basis.col(c) -= basis.col(e).dot(basis.col(c)) * basis.col(e);
        }
        basis.col(c) /= basis.col(c).norm();
    }
    return basis;
}

// Variables: lambda_0j, lambda_1j, then w, then y. With price = eps/Y the programme is
//   min sum lambda p/Y + price sum y,   Lambda_b + B w B^dagger >= C_b,  w >= 0,  diag(y) >= B w B^dagger.
// The best w grows like 1/sqrt(price). So w and y are written as w/s and y/s with s = sqrt(price), and the first two blocks are
// multiplied from both sides by T = (1 - B B^dagger) + sqrt(s) B B^dagger: all data are then of order 1 at any loss and
// leakage.
std::optional<OptimalCoinProgramme> state_optimal_coin(const Link& link) {
    const QubitKets& kets = link.source.kets;
    const int n = link.source.settings();
    const double yield = link.statistics.key_yield();
    const auto phase = virtual_phase(kets);
    if (!phase || !(yield > 0.0)) return std::nullopt;
    const SmallMatrix basis = coin_null_space(kets);
    const bool real = basis.imag().cwiseAbs().maxCoeff() == 0.0 && phase->imag() == 0.0;
    const std::vector<SmallMatrix> directions = weight_directions(n - 2, real);
    const double price = std::max(link.source.largest_leakage() / yield, least_price);
    const double scale = std::min(1.0, std::sqrt(price));
    const SmallMatrix projector = basis.lazyProduct(basis.adjoint());
    const SmallMatrix t = SmallMatrix::Identity(n, n) + (std::sqrt(scale) - 1.0) * projector;

    OptimalCoinProgramme programme{{}, {}, *phase, basis, scale};
    const int variables = 2 * n + static_cast<int>(directions.size()) + n;
    Sdp& problem = programme.problem;
    problem.cost.assign(variables, 0.0);
    programme.start.assign(variables, 0.0);
    problem.blocks.resize(4);
    const int sizes[] = {n, n, n - 2, n};
    for (int k = 0; k < 4; ++k) {
        problem.blocks[k].size = sizes[k];
        problem.blocks[k].coefficients.resize(variables);
    }
    for (int b = 0; b < 2; ++b) {
        SmallMatrix errors = SmallMatrix::Zero(n, n);
        errors(0, 0) = errors(1, 1) = 0.25;
        errors(1, 0) = phase_error_coherence(b, *phase);
        errors(0, 1) = std::conj(errors(1, 0));
        problem.blocks[b].constant = lower_triangle(-congruence(t, errors));
        for (int j = 0; j < n; ++j) {
            problem.cost[b * n + j] = link.statistics.x[j][b] / yield;
            programme.start[b * n + j] = 3.0;
            SmallMatrix unit = SmallMatrix::Zero(n, n);
            unit(j, j) = 1.0;
            problem.blocks[b].coefficients[b * n + j] = lower_triangle(congruence(t, unit));
        }
    }
    for (std::size_t d = 0; d < directions.size(); ++d) {
        const std::size_t variable = 2 * n + d;
        const SmallMatrix omega = congruence(basis, directions[d]);
        for (int b = 0; b < 2; ++b) problem.blocks[b].coefficients[variable] = lower_triangle(omega);
        problem.blocks[2].coefficients[variable] = lower_triangle(directions[d]);
        problem.blocks[3].coefficients[variable] = lower_triangle(-omega);
        if (directions[d].trace() != 0.0) programme.start[variable] = 1.0;
    }
    for (int j = 0; j < n; ++j) {
        const int variable = variables - n + j;
        problem.cost[variable] = price / scale;
        programme.start[variable] = 3.0;
        problem.blocks[3].coefficients[variable] = {{j, j, 1.0}};
    }
    return programme;
}

CoinMultipliers OptimalCoinProgramme::multipliers(const std::vector<double>& x) const {
    const int n = static_cast<int>(basis.rows());
    CoinMultipliers result;
    for (int b = 0; b < 2; ++b) std::copy_n(x.begin() + b * n, n, result.lambda[b].begin());
    result.weight = evaluate_block(problem.blocks[2], x) / scale;
    result.gram = Eigen::Map<const Eigen::VectorXd>(x.data() + x.size() - n, n) / scale;
    return result;
}

Outcome<PhaseErrorBound> conclude_optimal_coin(const Link& link, Complex phase, const CoinMultipliers& candidate) {
    using Result = Outcome<PhaseErrorBound>;
    const int n = link.source.settings();
    const double key_yield = link.statistics.key_yield();
    if (!(key_yield > 0.0)) return Result::undecided("nothing is ever detected");
    if (candidate.weight.rows() != n - 2 || candidate.weight.cols() != n - 2 || candidate.gram.size() != n) {
        return Result::undecided("the multipliers have another shape");
    }

    // Omega = B w B^dagger >= 0 by a shift of w.
    SmallMatrix weight = 0.5 * (candidate.weight + candidate.weight.adjoint());
    const double lift = std::max(0.0, -certify_psd(weight, 0.0));
    if (!(lift <= largest_plausible_multiplier)) return Result::undecided(implausible);
    for (int r = 0; r < n - 2; ++r) weight(r, r) += rounding::up(lift, 2);
    const SmallMatrix basis = coin_null_space(link.source.kets);
    const SmallMatrix left = basis.lazyProduct(weight);
    const SmallMatrix omega = left.lazyProduct(basis.adjoint());
    const double size = weight.cwiseAbs().sum();
    if (!(size <= 1e9)) return Result::undecided(implausible);

    // Lambda_b + Omega >= C_b by a shift of Lambda_b, which covers the rounding of Omega too.
    auto lambda = candidate.lambda;
    double value = 0.0;
    double magnitude = 0.0;
    for (int b = 0; b < 2; ++b) {
        SmallMatrix slack = omega;
        double largest = 1.0 + size;
        for (int j = 0; j < n; ++j) {
            if (!(std::fabs(lambda[b][j]) <= largest_plausible_multiplier)) return Result::undecided(implausible);
            slack(j, j) += lambda[b][j];
            largest = std::max(largest, std::fabs(lambda[b][j]));
        }
        slack(0, 0) -= 0.25;
        slack(1, 1) -= 0.25;
        slack(1, 0) -= phase_error_coherence(b, phase);
        slack(0, 1) -= std::conj(phase_error_coherence(b, phase));
        const double shift = std::max(0.0, -certify_psd(slack)) + rounding::margin(32, largest);
        for (int j = 0; j < n; ++j) {
            lambda[b][j] = rounding::up(lambda[b][j] + shift, 1);
            const double term = lambda[b][j] * link.statistics.x[j][b];
            value += term;
            magnitude += std::fabs(term);
        }
    }
    // h(Omega) = max || sum_j v_j psi_j ||^2 for vectors v with the Gram matrix of Omega (conjugated: <v_j|v_k> = Omega_kj).
    TargetReference states;
    states.difference = omega.conjugate();
    const SmallMatrix missed = link.source.kets.lazyProduct(basis);
    states.residual = rounding::up((missed.norm() + rounding::margin(16, 1.0)) * std::sqrt(size), 8);
    Source raised = link.source;  // unequal leakages are raised to the largest: the claim needs upper bounds only
    raised.leakage.setConstant(link.source.largest_leakage());
    const CoinDistance distance = conclude_coin_distance(states, raised, candidate.gram);
    const double h = rounding::up(distance.distance * distance.distance, 4);
    const double bound = rounding::up((value + h + rounding::margin(32, magnitude + h)) / key_yield, 8);
    if (!(bound >= 0.0)) return Result::undecided("the data are incompatible with the source model: negative phase-error rate");

    PhaseErrorBound result{UpperBound{bound < 0.5 ? bound : 0.5}};
    for (int b = 0; b < 2; ++b)
        result.evidence.add(b == 0 ? "lambda_0" : "lambda_1", std::span(lambda[b].data(), static_cast<std::size_t>(n)));
    result.evidence.add_matrix("omega", omega);
    result.evidence.add("virtual_phase", {phase.real(), phase.imag()});
    const auto& y = distance.gram.multipliers;
    result.evidence.add("gram_multipliers", std::span(y.data(), static_cast<std::size_t>(y.size())));
    result.evidence.add("h_omega", h);
    return Result::proved(std::move(result));
}

Outcome<PhaseErrorBound> prove_loss_tolerant_coin_optimal(const Link& link) {
    using Result = Outcome<PhaseErrorBound>;
    if (!(link.statistics.key_yield() > 0.0)) return Result::undecided("nothing is ever detected");
    const auto programme = state_optimal_coin(link);
    if (!programme) return Result::not_applicable("the states are degenerate: two settings send the same state");
    const ApproxSolution candidate = solve_dense_primal_dual(programme->problem, programme->start);
    const auto optimal = conclude_optimal_coin(link, programme->phase, programme->multipliers(candidate.x));
    // The published coin is one feasible point. Where the leakage is so small that the solver cannot come near the optimum, it
    // wins.
    const auto published = prove_loss_tolerant_coin(link);
    if (!optimal.has_value() || !published.has_value())
        return optimal;  // implausible multipliers are a warning that no other bound overrules
    if (optimal.value().phase_error_rate.value <= published.value().phase_error_rate.value) return optimal;
    PhaseErrorBound result = published.value();
    result.coin_imbalance.reset();
    return Result::proved(std::move(result));
}

}  // namespace keybound
