#include "keybound/proof/lower/loss_tolerant.hpp"

#include <fmt/format.h>
#include <array>
#include <cmath>
#include <optional>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/assumptions.hpp"
#include "keybound/proof/lower/loss_tolerant_relation.hpp"

namespace keybound {

namespace {

// A bound on the operator norm of |u_D><u_D| - sum_j c_Dj |phi_j><phi_j| for the coefficients as they were computed.
double left_over(const QubitKets& kets, const Relation& relation, int virtual_state) {
    const Complex turn = (virtual_state == 0 ? 1.0 : -1.0) * relation.phase;
    const std::array<Complex, 2> u = {0.5 * (kets(0, 0) + turn * kets(0, 1)), 0.5 * (kets(1, 0) + turn * kets(1, 1))};
    double square = 0.0;
    double scale = std::norm(u[0]) + std::norm(u[1]);
    for (int j = 0; j < kets.cols(); ++j) scale += std::fabs(relation.coefficients[virtual_state][j]);
    for (int row = 0; row < 2; ++row) {
        for (int column = 0; column < 2; ++column) {
            Complex rest = u[row] * std::conj(u[column]);
            for (int j = 0; j < kets.cols(); ++j) {
                rest -= relation.coefficients[virtual_state][j] * kets(row, j) * std::conj(kets(column, j));
            }
            square += std::norm(rest);
        }
    }
    return std::sqrt(square) + rounding::margin(8, scale);  // nine roundings an entry at most, and the kets' own
}

// What the left-over operators can hide of the phase-error rate. Whatever Bob's effects are, their trace on the qubit space is
// at most 2 Y_Z / (1 - |<phi_0Z|phi_1Z>|), so that a small yield does not make an imperfect relation worse.
double hidden_errors(const QubitKets& kets, const Relation& relation) {
    const double worst = std::fmax(left_over(kets, relation, 0), left_over(kets, relation, 1));
    const double overlap = std::abs(std::conj(kets(0, 0)) * kets(0, 1) + std::conj(kets(1, 0)) * kets(1, 1));
    const double area = std::abs(kets(0, 0) * kets(1, 1) - kets(0, 1) * kets(1, 0)) - rounding::margin(4, 1.0);
    return area > 0.0 ? rounding::up(2.0 * worst * (1.0 + overlap) / (area * area), 16) : 1.0;
}

struct Candidate {
    Relation relation;
    double hidden;
};

// The relation that leaves less over: the coplanar one unless the kets are clearly out of plane.
std::optional<Candidate> best_relation(const QubitKets& kets) {
    std::optional<Candidate> best;
    for (const auto& relation : {coplanar_relation(kets), generic_relation(kets)}) {
        if (!relation) continue;
        const double hidden = hidden_errors(kets, *relation);
        if (!best || hidden < best->hidden) best = Candidate{*relation, hidden};
    }
    return best;
}

}  // namespace

Outcome<PhaseErrorBound> prove_loss_tolerant(const Link& link) {
    using Result = Outcome<PhaseErrorBound>;
    if (!link.source.are_qubits()) return Result::not_applicable(needs_qubits);
    if (!(link.source.largest_leakage() == 0.0)) {
        return Result::not_applicable(fmt::format("needs source.leakage = 0, which is {}", link.source.largest_leakage()));
    }
    const auto best = best_relation(link.source.kets);
    if (!best) return Result::not_applicable("the states are degenerate: two settings send the same state");
    const double key_yield = link.statistics.key_yield();
    if (!(key_yield > 0.0)) return Result::undecided("nothing is ever detected");

    double value = 0.0;
    double magnitude = 0.0;
    for (int j = 0; j < link.source.settings(); ++j) {
        for (int d = 0; d < 2; ++d) {
            const double term = best->relation.coefficients[d][j] * link.statistics.x[j][1 - d];
            value += term;
            magnitude += std::fabs(term);
        }
    }
    const double slack = rounding::margin(64, magnitude) / key_yield + best->hidden;
    const double rate = value / key_yield;
    if (!(rate >= -slack)) {
        return Result::undecided("the statistics are incompatible with the source model: negative phase-error rate");
    }
    const double bound = rounding::up(std::fmax(rate, 0.0) + slack, 8);
    PhaseErrorBound result{UpperBound{bound < 0.5 ? bound : 0.5}};
    for (int d = 0; d < 2; ++d) {
        const auto& c = best->relation.coefficients[d];
        result.evidence.add(d == 0 ? "coefficients_vir0" : "coefficients_vir1",
                            std::span(c.data(), static_cast<std::size_t>(link.source.settings())));
    }
    result.evidence.add("hidden_errors", best->hidden);
    return Result::proved(std::move(result));
}

}  // namespace keybound
