#include "attack/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "attack/structured_attacks.hpp"
#include "keybound/core/error.hpp"
#include "keybound/proof/lower/joint_sdp.hpp"
#include "keybound/proof/lower/loss_tolerant.hpp"
#include "keybound/proof/lower/loss_tolerant_coin.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_optimal.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_three_state.hpp"
#include "keybound/proof/lower/loss_tolerant_coin_z.hpp"
#include "keybound/proof/lower/quantum_coin.hpp"
#include "keybound/proof/lower/reference_technique.hpp"

namespace keybound::test {

namespace {

std::optional<EvidenceItem> find_evidence(const PhaseErrorBound& bound, const std::string& name) {
    for (const EvidenceItem& item : bound.evidence.items()) {
        if (item.name == name) return item;
    }
    return std::nullopt;
}

EvidenceItem evidence(const PhaseErrorBound& bound, const std::string& name) {
    const auto item = find_evidence(bound, name);
    KEYBOUND_CHECK(item.has_value());
    return *item;
}

}  // namespace

Amplitude turn_of_0x(const QubitKets& kets) {
    const auto at = [&](int row, int j) { return Amplitude(kets(row, j)); };
    const auto determinant = [&](int j, int k) { return at(0, j) * at(1, k) - at(0, k) * at(1, j); };
    const Amplitude ratio = determinant(0, 2) / determinant(2, 1);
    return ratio / std::abs(ratio);
}

bool is_of_the_dual(const PhaseErrorBound& bound) { return find_evidence(bound, "virtual_phase").has_value(); }

namespace {

// Coplanar relations use each X state for one virtual state and turn phi_1Z; the generic relation uses both and turns nothing.
Amplitude turn_of_relation(const Experiment& experiment, const PhaseErrorBound& bound) {
    const QubitKets& kets = experiment.link().source.kets;
    const auto vir0 = evidence(bound, "coefficients_vir0").real;
    const auto vir1 = evidence(bound, "coefficients_vir1").real;
    const bool coplanar = kets.cols() == 3 || (vir0[3] == 0.0 && vir1[2] == 0.0);
    return coplanar ? turn_of_0x(kets) : Amplitude(1);
}

Real truth_of_relation(const Experiment& experiment, const PhaseErrorBound& bound) {
    return experiment.phase_error_rate(turn_of_relation(experiment, bound), false);
}

Real truth_of_target_reference(const Experiment& experiment, const PhaseErrorBound& bound) {
    const bool padded = evidence(bound, "gram_scaled_by_leakage").real[0] == 0.0;
    return experiment.phase_error_rate(turn_of_relation(experiment, bound), padded);
}

// || Psi_Z - Psi_X || of the characterised kets for phi_1Z taken with the given sign, best signs of the others.
Real basis_distance(const QubitKets& kets, Real sign_1z) {
    Real best = 4;
    for (const Real s2 : {1, -1}) {
        for (const Real s3 : {1, -1}) {
            Real square = 0;
            for (int row = 0; row < 2; ++row) {
                const Amplitude a = kets(row, 0), b = sign_1z * Amplitude(kets(row, 1));
                square += std::norm((a + b) / Real(2) - s2 * std::sqrt(Real(0.5)) * Amplitude(kets(row, 2)));
                square += std::norm((a - b) / Real(2) - s3 * std::sqrt(Real(0.5)) * Amplitude(kets(row, 3)));
            }
            best = std::min(best, square);
        }
    }
    return std::sqrt(best);
}

// The coin is free to take phi_1Z with either sign and takes the one that brings both bases closer.
Real truth_of_quantum_coin(const Experiment& experiment, const PhaseErrorBound&) {
    const QubitKets& kets = experiment.link().source.kets;
    const Amplitude turn = basis_distance(kets, 1) <= basis_distance(kets, -1) ? 1 : -1;
    return experiment.phase_error_rate(turn, true);
}

// Two bounds on the same distance, of which the smaller is used: all leakages raised to the largest, or each as it is.
Real truth_of_three_state(const Experiment& experiment, const PhaseErrorBound& bound) {
    const Source& source = experiment.link().source;
    const Real raised = std::sqrt(static_cast<Real>(source.largest_leakage()));
    const Amplitude turn = turn_of_0x(source.kets);
    Real square = 0;
    for (int row = 0; row < 2; ++row)
        square += std::norm(Amplitude(source.kets(row, 0)) + turn * Amplitude(source.kets(row, 1)));
    const Real length = std::sqrt(square) / 2;
    const Real rho = evidence(bound, "rho").real[0];
    const bool padded = rho >= raised * (1 + length);
    return experiment.phase_error_rate(turn, padded);
}

// The optimised bounds use the leakages as they are; where they fall back on the published coin, their evidence is the coin's.
Real truth_of_dual(const Experiment& experiment, const PhaseErrorBound& bound) {
    const auto phase = find_evidence(bound, "virtual_phase");
    if (!phase) return truth_of_target_reference(experiment, bound);
    const bool untouched = std::abs(Complex(phase->real[0], phase->real[1]) - 1.0) < 1e-12;
    return experiment.phase_error_rate(untouched ? Amplitude(1) : turn_of_0x(experiment.link().source.kets), false);
}

}  // namespace

const Opponent& loss_tolerant() {
    static const Opponent opponent{"loss-tolerant", prove_loss_tolerant, truth_of_relation};
    return opponent;
}
const Opponent& quantum_coin() {
    static const Opponent opponent{"quantum-coin", prove_quantum_coin, truth_of_quantum_coin};
    return opponent;
}
const Opponent& reference_technique() {
    static const Opponent opponent{"reference-technique", prove_reference_technique, truth_of_target_reference};
    return opponent;
}
const Opponent& loss_tolerant_coin() {
    static const Opponent opponent{"loss-tolerant-coin", prove_loss_tolerant_coin, truth_of_target_reference};
    return opponent;
}
const Opponent& loss_tolerant_coin_three_state() {
    static const Opponent opponent{"loss-tolerant-coin-three-state", prove_loss_tolerant_coin_three_state,
                                   truth_of_three_state};
    return opponent;
}
const Opponent& loss_tolerant_coin_optimal() {
    static const Opponent opponent{"loss-tolerant-coin-optimal", prove_loss_tolerant_coin_optimal, truth_of_dual};
    return opponent;
}

const Opponent& loss_tolerant_coin_z() {
    static const Opponent opponent{"loss-tolerant-coin-z", prove_loss_tolerant_coin_z, truth_of_dual};
    return opponent;
}
const Opponent& joint_sdp() {
    static const Opponent opponent{"joint-sdp", prove_joint_sdp, truth_of_dual};
    return opponent;
}

Contest contest(const Opponent& opponent, const Experiment& experiment, double scale) {
    const Outcome<PhaseErrorBound> outcome = opponent.prove(experiment.link());
    Contest result;
    result.verdict = outcome.verdict();
    result.reason = outcome.reason();
    if (!outcome.has_value()) return result;
    result.bound = outcome.value().phase_error_rate.value;
    if (result.bound < 0.5) result.bound *= scale;
    result.truth = opponent.truth(experiment, outcome.value());
    return result;
}

Climb climb(const Opponent& opponent, const Attack& start, Random& random, int steps, double first_step, double interesting) {
    Climb best{start, contest(opponent, Experiment(start))};
    if (best.contest.bound > interesting) best.contest.bound = 0.5;
    double step = first_step;
    for (int i = 0; i < steps; ++i) {
        Attack candidate = mutated(best.attack, random, step);
        const Contest result = contest(opponent, Experiment(candidate));
        if (result.bound <= interesting && result.closeness() > best.contest.closeness()) {
            best = {std::move(candidate), result};
            step = std::min(1.0, step * 1.5);
        } else {
            step = std::max(1e-9, step * 0.9);  // one success in five keeps the step
        }
        if (step == 1e-9) step = first_step;  // stuck: try a large step again
    }
    return best;
}

std::string describe(const Attack& attack) {
    std::string text = fmt::format("{} settings\n", attack.settings());
    const auto list = [&](const char* name, const Ket& ket) {
        text += name;
        for (const Amplitude& a : ket) text += fmt::format(" ({:.17g},{:.17g})", double(a.real()), double(a.imag()));
        text += '\n';
    };
    for (int j = 0; j < attack.settings(); ++j) {
        text += fmt::format("ket {:a}{:+a}i {:a}{:+a}i leakage {:a}\n", attack.kets(0, j).real(), attack.kets(0, j).imag(),
                            attack.kets(1, j).real(), attack.kets(1, j).imag(), attack.leakage(j));
        list("  side", attack.side[j]);
    }
    for (int b = 0; b < 2; ++b) {
        for (const Ket& m : attack.effects[b]) list(b == 0 ? "effect 0" : "effect 1", m);
    }
    for (const auto& row : attack.z_share) {
        text += "z share ";
        for (const Amplitude& a : row) text += fmt::format(" ({:.17g},{:.17g})", double(a.real()), double(a.imag()));
        text += '\n';
    }
    return text;
}

}  // namespace keybound::test
