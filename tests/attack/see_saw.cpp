#include "attack/see_saw.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <vector>

#include "attack/see_saw_programme.hpp"
#include "keybound/opt/backends/dense_primal_dual.hpp"
#include "keybound/proof/lower/phase_error_programme.hpp"

namespace keybound::test {

namespace {

using Eigensystem = Eigen::SelfAdjointEigenSolver<Matrix>;

// The source whose Gram matrix, of kets and side channel together, is the weighted mean of those given.
SideChannel mixture(const Source& source, const std::vector<Candidate>& candidates, const std::vector<Real>& weights) {
    const int n = source.settings();
    SideChannel along{};
    Matrix gram = Matrix::Zero(n, n);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const SideChannel& side = candidates[i].side;
        for (int j = 0; j < n; ++j) {
            for (int a = 0; a < qubit_dimensions; ++a) along[j][a] += weights[i] * side[j][a];
            for (int k = 0; k < n; ++k) gram(j, k) += weights[i] * inner(side[j], side[k]);
        }
    }
    return side_channel_with(source, along, gram);
}

// Ascent of sum_jk Omega_kj <psi_j|psi_k>: one side-channel vector at a time has a best direction.
SideChannel ascend(const Source& source, const Matrix& omega, SideChannel side) {
    const int n = source.settings();
    auto states = emitted(source, side);
    const auto value = [&] {
        Real sum = 0;
        for (int j = 0; j < n; ++j) {
            for (int k = 0; k < n; ++k) sum += (omega(k, j) * inner(states[j], states[k])).real();
        }
        return sum;
    };
    Real before = value();
    for (int sweep = 1; sweep <= 400; ++sweep) {
        for (int j = 0; j < n; ++j) {
            Ket pull{};
            for (int k = 0; k < n; ++k) {
                if (k != j) pull = combine(1, pull, omega(k, j), states[k]);
            }
            pull = orthogonal_to(ket_of(source, j), pull);
            if (!(inner(pull, pull).real() > 0)) continue;
            side[j] = unit(pull);
            states[j] = emitted(source, j, side[j]);
        }
        if (sweep % 10 != 0) continue;
        const Real now = value();
        if (!(now - before > Real(1e-9) * std::abs(now))) break;
        before = now;
    }
    return side;
}

Matrix root_of(const Matrix& a, const auto& function) {
    const Eigensystem system(a);
    Matrix middle = Matrix::Zero(a.rows(), a.rows());
    for (int i = 0; i < a.rows(); ++i) middle(i, i) = function(system.eigenvalues()(i));
    return system.eigenvectors() * middle * system.eigenvectors().adjoint();
}

// Effects on the states, from what the programme wants to see of them: F = M_0 + M_1 is cut off at 1, and its directions that
// are rounding noise are dropped; the shares of the outcomes in F are cut off at 0 and 1. So it is a measurement, whatever the
// solver's accuracy.
void build_measurement(Attack& attack, const Link& link, const Coordinates& at, const BestMeasurement& programme,
                       bool z_errors) {
    const int n = link.source.settings();
    const auto states = emitted(link.source, attack.side);
    Matrix f(dimensions, n);
    std::vector<Real> length(n);
    for (int c = 0; c < n; ++c) {
        const Ket column = combination(at.basis, c, states);
        length[c] = std::sqrt(inner(column, column).real());
        for (int a = 0; a < dimensions; ++a) f(a, c) = length[c] > 0 ? column[a] / length[c] : 0;
    }
    // f f^+ = Q: orthonormal basis of the span; f = Q r.
    const Eigensystem span(f.adjoint() * f);
    int from = 0;
    while (from < n && !(span.eigenvalues()(from) > Real(1e-13))) ++from;
    const int rank = n - from;
    Matrix inverse(n, rank);  // f inverse = Q
    for (int i = 0; i < rank; ++i) inverse.col(i) = span.eigenvectors().col(from + i) / std::sqrt(span.eigenvalues()(from + i));
    const Matrix q = f * inverse;
    const auto on_span = [&](bool z, int outcome) {
        Matrix seen = programme.effect(z, outcome) * Amplitude(at.yield);
        for (int c = 0; c < n; ++c) {
            for (int d = 0; d < n; ++d) seen(c, d) = length[c] * length[d] > 0 ? seen(c, d) / length[c] / length[d] : 0;
        }
        return Matrix(inverse.adjoint() * seen * inverse);
    };
    const Matrix zero = on_span(false, 0);
    const Matrix detected = zero + on_span(false, 1);
    const Eigensystem system(detected);
    int first = 0;
    while (first < rank && !(system.eigenvalues()(first) > Real(1e-17) * system.eigenvalues()(rank - 1))) ++first;
    const int m = rank - first;
    Matrix rows(dimensions, m), whitening(rank, m);
    for (int i = 0; i < m; ++i) {
        const Real value = system.eigenvalues()(first + i);
        whitening.col(i) = system.eigenvectors().col(first + i) / std::sqrt(value);
        rows.col(i) = q * system.eigenvectors().col(first + i) * std::sqrt(std::min(value, Real(1)));
    }
    const auto share = [&](const Matrix& effect) { return Matrix(whitening.adjoint() * effect * whitening); };
    const auto within = [](Real value) { return std::clamp(value, Real(0), Real(1)); };
    const Matrix x = share(zero);
    const std::array<Matrix, 2> roots = {root_of(x, [&](Real v) { return std::sqrt(within(v)); }),
                                         root_of(x, [&](Real v) { return std::sqrt(1 - within(v)); })};
    for (int b = 0; b < 2; ++b) {
        const Matrix effect = rows * roots[b];
        attack.effects[b].clear();
        for (int i = 0; i < m; ++i) {
            Ket row;
            for (int a = 0; a < dimensions; ++a) row[a] = effect(a, i);
            attack.effects[b].push_back(row);
        }
    }
    attack.z_share.clear();
    if (!z_errors) return;
    const Eigensystem z(share(on_span(true, 0)));
    for (int i = 0; i < m; ++i) {
        const auto column = z.eigenvectors().col(i) * std::sqrt(within(z.eigenvalues()(i)));
        std::vector<Amplitude> c;
        for (int b = 0; b < 2; ++b) {
            const Matrix part = roots[b].adjoint() * column;
            c.insert(c.end(), part.data(), part.data() + m);
        }
        attack.z_share.push_back(c);
    }
}

}  // namespace

SideChannel side_channel_with(const Source& source, SideChannel side, Matrix gram) {
    const int n = source.settings();
    for (int j = 0; j < n; ++j) {
        for (int k = 0; k < n; ++k) {
            for (int a = 0; a < qubit_dimensions; ++a) gram(j, k) -= std::conj(side[j][a]) * side[k][a];
        }
    }
    const Eigensystem system(gram);
    for (int j = 0; j < n; ++j) {
        for (int c = 0; c < n; ++c) {
            const Real root = std::sqrt(std::max(Real(0), system.eigenvalues()(c)));
            side[j][qubit_dimensions + c] = root * std::conj(system.eigenvectors()(j, c));
        }
        side[j] = unit(orthogonal_to(ket_of(source, j), side[j]));
    }
    return side;
}

SideChannel random_side_channel(Random& random, const Source& source) {
    std::normal_distribution<double> normal;
    const bool flags_only = uniform(random, 0.0, 1.0) < 0.5;
    SideChannel side{};
    for (int j = 0; j < source.settings(); ++j) {
        for (int i = flags_only ? qubit_dimensions : 0; i < dimensions; ++i) side[j][i] = {normal(random), normal(random)};
        side[j] = unit(orthogonal_to(ket_of(source, j), side[j]));
    }
    return side;
}

std::optional<SideChannel> side_channel_of_programme(const Link& link, bool z_errors) {
    const auto programme = state_phase_error_dual(link, {.whole_space = true, .z_errors = z_errors});
    if (!programme) return std::nullopt;
    const ApproxSolution solution = solve_dense_primal_dual(programme->problem, programme->start, {});
    const SmallMatrix& gram = solution.multipliers[3];  // of (e_0, e_1, chi_0, ...), the latter in units of sqrt(weight_unit)
    const Real unit_of_side = std::sqrt(Real(programme->frame.weight_unit));
    const int n = link.source.settings();
    const int d = qubit_dimensions;
    SideChannel along{};
    Matrix gram_of_side(n, n);
    for (int j = 0; j < n; ++j) {
        for (int a = 0; a < d; ++a) along[j][a] = Amplitude(gram(a, d + j)) / unit_of_side;
        for (int k = 0; k < n; ++k) gram_of_side(j, k) = Amplitude(gram(d + j, d + k)) / unit_of_side / unit_of_side;
    }
    return side_channel_with(link.source, along, gram_of_side);
}

SeeSaw see_saw(const Link& honest, Complex turn, bool z_errors, const SideChannel& start, int most_turns, double least_gain) {
    const Source& source = honest.source;
    const Coordinates at(honest);
    BestMeasurement programme(honest, at, turn, z_errors);
    std::vector<Candidate> candidates{candidate_of(honest, at, start)};
    programme.add(candidates.front());
    SeeSaw result;
    result.at_most = 1.0;
    for (result.turns = 1;; ++result.turns) {
        programme.solve();
        result.reached = programme.value();
        const SideChannel mixed = mixture(source, candidates, programme.weights());
        const Candidate next = candidate_of(honest, at, ascend(source, programme.omega(), mixed));
        const double gain = programme.trace_with(next) - programme.source_term();
        result.at_most = std::min(result.at_most, result.reached + std::max(0.0, gain));
        if (result.turns >= most_turns || !(gain > least_gain * result.reached)) break;
        candidates.push_back(next);
        programme.add(next);
    }
    programme.refine();
    result.attack.kets = source.kets;
    result.attack.leakage = source.leakage;
    result.attack.side = mixture(source, candidates, programme.weights());
    build_measurement(result.attack, honest, at, programme, z_errors);
    return result;
}

}  // namespace keybound::test