#include "keybound/proof/lower/phase_error_frame.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "keybound/proof/lower/loss_tolerant_relation.hpp"

namespace keybound {

namespace {

constexpr double coplanar_within = 1e-12;
constexpr double least_price = 1e-14;  // keeps the multipliers finite at leakage 0

SmallMatrix product(const SmallMatrix& a, const SmallMatrix& b) { return a.lazyProduct(b); }

// Subtracts from `column` of `basis` its parts along the columns before it; twice is enough for orthogonality to rounding.
double orthogonalise(SmallMatrix& basis, int column) {
    for (int pass = 0; pass < 2; ++pass) {
        for (int e = 0; e < column; ++e) basis.col(column) -= basis.col(e).dot(basis.col(column)) * basis.col(e);
    }
    return basis.col(column).norm();
}

// Orthonormal columns: first the span of the columns of `vectors`, largest first, then the rest of the space.
SmallMatrix complete_basis(const SmallMatrix& vectors, int& span) {
    constexpr double negligible = 1e-14;
    constexpr double tie = 1e-9;  // symmetric states give equal lengths: the first is taken, not what the last bit says
    const int n = static_cast<int>(vectors.rows());
    SmallMatrix basis = SmallMatrix::Zero(n, n);
    const double size = vectors.norm();
    std::array<bool, max_settings> used{};
    span = 0;
    for (const bool given : {true, false}) {
        const SmallMatrix candidates = given ? vectors : SmallMatrix(SmallMatrix::Identity(n, n));
        used.fill(false);
        int column = span;
        while (column < n) {
            int best = -1;
            double longest = given ? negligible * size : 0.0;
            SmallMatrix trial = basis;
            for (int c = 0; c < candidates.cols(); ++c) {
                if (used[c]) continue;
                trial.col(column) = candidates.col(c);
                const double length = orthogonalise(trial, column);
                if (length > longest * (1.0 + tie)) {
                    longest = length;
                    best = c;
                }
            }
            if (best < 0) break;
            used[best] = true;
            basis.col(column) = candidates.col(best);
            orthogonalise(basis, column);
            basis.col(column) /= basis.col(column).norm();
            orthogonalise(basis, column);
            basis.col(column) /= basis.col(column).norm();
            ++column;
        }
        if (given) span = column;
    }
    return basis;
}

}  // namespace

SmallMatrix shortened_states(const Source& source) {
    SmallMatrix states = source.states();
    for (int j = 0; j < source.settings(); ++j) states.col(j) *= std::sqrt(1.0 - source.leakage(j));
    return states;
}

std::optional<Complex> virtual_phase(const Source& source) {
    if (source.are_qubits()) {
        const auto coplanar = coplanar_relation(source.kets);
        if (!coplanar) return std::nullopt;
        if (source.settings() == 3 || coplanar->operator_residual <= coplanar_within) return coplanar->phase;
        return Complex(1.0, 0.0);
    }
    // <0X|u_0> is largest where both of its terms have one phase.
    const SmallMatrix states = source.states();
    const Complex with_0z = states.col(2).dot(states.col(0));
    const Complex with_1z = states.col(2).dot(states.col(1));
    const Complex turn = with_0z * std::conj(with_1z);
    return std::abs(turn) > 1e-12 ? turn / std::abs(turn) : Complex(1.0, 0.0);
}

std::optional<DualFrame> dual_frame(const Link& link) {
    const Source& source = link.source;
    const int n = source.settings();
    const double yield = link.statistics.key_yield();
    if (!(yield > least_yield)) return std::nullopt;
    const SmallMatrix states = source.states();
    const double overlap = std::abs(states.col(0).dot(states.col(1)));
    if (!(overlap < 1.0 - 1e-14)) return std::nullopt;

    DualFrame frame;
    frame.leakage = source.leakage.cwiseMax(least_price * yield);
    frame.price = frame.leakage.maxCoeff() / yield;
    frame.weight_unit = std::min(1.0, std::sqrt(frame.price));
    int span = 0;
    const SmallMatrix shortened = shortened_states(source);
    const SmallMatrix basis = complete_basis(shortened.adjoint(), span);
    frame.null_dimensions = n - span;
    frame.basis = SmallMatrix::Zero(n, n);
    frame.scale = SmallVector::Zero(n);
    for (int c = 0; c < n; ++c) {
        const int from = c < frame.null_dimensions ? span + c : c - frame.null_dimensions;
        frame.basis.col(c) = basis.col(from);
        // Omega in this direction costs `price` per unit: the best amount of it is of order price^(-1/2), below 1 of 1/price.
        const double kets = from < span ? product(shortened, basis.col(from)).squaredNorm() : 0.0;
        const double price = (kets + frame.leakage.maxCoeff()) / yield;
        frame.scale(c) = price < 1.0 ? 1.0 / std::sqrt(std::sqrt(price)) : 1.0 / std::sqrt(price);
    }
    return frame;
}

}  // namespace keybound
