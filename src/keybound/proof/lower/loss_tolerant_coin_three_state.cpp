#include "keybound/proof/lower/loss_tolerant_coin_three_state.hpp"

#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/assumptions.hpp"
#include "keybound/proof/lower/loss_tolerant_relation.hpp"

namespace keybound {

namespace {

constexpr double balanced_within = 1e-9;

// u_+ = (phi_0Z + e^{i alpha} phi_1Z)/2 with alpha chosen to suit phi_0X.
struct BalancedState {
    double length;    // |u_+| = sqrt(1 - q)
    double residual;  // |u_+ - |u_+| phi_0X| with the best phase of phi_0X
};

// An upper bound on |u_+ - sqrt(1 - q) psi_0X| of the emitted states. Each emitted state is sqrt(1 - eps_j) phi_j + sqrt(eps_j)
// chi_j: the first parts cancel up to the residual and their unequal lengths.
double difference_bound(const Source& source, const BalancedState& balanced) {
    const double weights[] = {0.5, 0.5, balanced.length};
    const double least = source.leakage.minCoeff();
    double leaked = 0.0;
    double unequal = 0.0;
    for (int j = 0; j < 3; ++j) {
        const double excess = source.leakage(j) - least;
        leaked += weights[j] * std::sqrt(source.leakage(j));
        if (excess > 0.0) unequal += weights[j] * excess / (std::sqrt(1.0 - least) + std::sqrt(1.0 - source.leakage(j)));
    }
    const double raised = std::sqrt(source.largest_leakage()) * (1.0 + balanced.length);  // all leakages raised to the largest
    return rounding::up(std::fmin(leaked + unequal, raised), 16) + balanced.residual;
}

BalancedState balance(const QubitKets& kets) {
    // phi_0X is proportional to det(0X,1Z) phi_0Z + det(0Z,0X) phi_1Z; the phase of the ratio is alpha.
    const Complex ratio = determinant(kets, 0, 2) * std::conj(determinant(kets, 2, 1));
    const Complex phase = std::abs(ratio) > 0.0 ? ratio / std::abs(ratio) : Complex(1.0, 0.0);
    const Complex u0 = 0.5 * (kets(0, 0) + phase * kets(0, 1));
    const Complex u1 = 0.5 * (kets(1, 0) + phase * kets(1, 1));
    const double length = std::sqrt(std::norm(u0) + std::norm(u1));
    const Complex overlap = std::conj(kets(0, 2)) * u0 + std::conj(kets(1, 2)) * u1;
    const Complex turn = std::abs(overlap) > 0.0 ? overlap / std::abs(overlap) : Complex(1.0, 0.0);
    const double residual = std::sqrt(std::norm(u0 - length * turn * kets(0, 2)) + std::norm(u1 - length * turn * kets(1, 2)));
    return {length, residual + rounding::margin(16, 1.0)};
}

// For every mu > 1:  t_1^2 - t_0^2 <= mu rho^2 + r_1^2 mu/(mu-1) - r_0^2 mu/(mu+1)  on the disc. Newton's iteration from the
// left of the root of the convex decreasing r_1^2/(mu-1)^2 + r_0^2/(mu+1)^2 - rho^2 finds the best mu; any mu is valid.
double best_multiplier(double r0, double r1, double rho) {
    double mu = std::fmax(1.0 + r1 / rho, r0 / rho - 1.0);
    mu = std::fmax(mu, 1.0 + 1e-9);
    for (int step = 0; step < 60; ++step) {
        const double below = mu - 1.0;
        const double above = mu + 1.0;
        const double value = r1 * r1 / (below * below) + r0 * r0 / (above * above) - rho * rho;
        const double slope = 2.0 * (r1 * r1 / (below * below * below) + r0 * r0 / (above * above * above));
        if (!(value > 0.0 && slope > 0.0)) break;
        const double next = mu + value / slope;
        if (!(next > mu)) break;
        mu = next;
    }
    return mu;
}

}  // namespace

Outcome<PhaseErrorBound> prove_loss_tolerant_coin_three_state(const Link& link) {
    using Result = Outcome<PhaseErrorBound>;
    if (!link.source.are_qubits()) return Result::not_applicable(needs_qubits);
    if (link.source.settings() != 3) return Result::not_applicable("is the form for three states");
    const BalancedState balanced = balance(link.source.kets);
    if (!(balanced.residual <= balanced_within)) {
        return Result::not_applicable("needs 0X to be the balanced superposition of 0Z and 1Z");
    }
    const Statistics& seen = link.statistics;
    const double key_yield = seen.key_yield();
    if (!(key_yield > 0.0)) return Result::undecided("nothing is ever detected");

    const double rho = difference_bound(link.source, balanced);
    const double y0 = 0.5 * (seen.x[0][0] + seen.x[1][0]);
    const double r0 = balanced.length * std::sqrt(seen.x[2][0]);
    const double r1 = balanced.length * std::sqrt(seen.x[2][1]);
    const double mu = best_multiplier(r0, r1, rho);
    const double costs = mu * rho * rho + r1 * r1 + r1 * r1 / (mu - 1.0) + r0 * r0 / (mu + 1.0);
    const double phase_errors = (y0 - r0 * r0) + costs;
    const double slack = rounding::margin(32, y0 + r0 * r0 + costs);
    if (!(phase_errors >= -slack)) return Result::undecided("the statistics are incompatible with the source model");
    const double bound = rounding::up((std::fmax(phase_errors, 0.0) + slack) / key_yield, 8);
    PhaseErrorBound result{UpperBound{bound < 0.5 ? bound : 0.5}};
    result.evidence.add("multiplier", mu);
    result.evidence.add("rho", rho);
    result.evidence.add("y0", y0);
    result.evidence.add("reference_amplitudes", {r0, r1});
    return Result::proved(std::move(result));
}

}  // namespace keybound
