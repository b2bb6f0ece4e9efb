// States of few dimensions and measurements on them as links, for the tests of bounds on any state.
#pragma once

#include <cmath>
#include <vector>

#include "keybound/protocol/link.hpp"
#include "keybound/quantum/density_matrix.hpp"
#include "support/matrices.hpp"

namespace keybound::test {

inline SmallMatrix dyad(const std::vector<Complex>& ket) {
    const auto n = static_cast<Eigen::Index>(ket.size());
    SmallMatrix m(n, n);
    for (Eigen::Index i = 0; i < n; ++i)
        for (Eigen::Index j = 0; j < n; ++j)
            m(i, j) = ket[static_cast<std::size_t>(i)] * std::conj(ket[static_cast<std::size_t>(j)]);
    return m;
}

// sum_i |i..i>/sqrt(d) in white noise.
inline SmallMatrix noisy_ghz(int d, int parties, double v) {
    int n = 1, step = 0;
    for (int k = 0; k < parties; ++k) {
        n *= d;
        step = step * d + 1;
    }
    SmallMatrix m = (1.0 - v) / n * SmallMatrix::Identity(n, n);
    for (int i = 0; i < d; ++i)
        for (int j = 0; j < d; ++j) m(i * step, j * step) += v / d;
    return m;
}

// Weights of phi+, phi-, psi+, psi-.
inline SmallMatrix bell_diagonal(double a, double b, double c, double d) {
    SmallMatrix m = SmallMatrix::Zero(4, 4);
    m(0, 0) = m(3, 3) = 0.5 * (a + b);
    m(0, 3) = m(3, 0) = 0.5 * (a - b);
    m(1, 1) = m(2, 2) = 0.5 * (c + d);
    m(1, 2) = m(2, 1) = 0.5 * (c - d);
    return m;
}

// phi+ whose second qubit decays with this probability.
inline SmallMatrix amplitude_damped(double p) {
    SmallMatrix m = SmallMatrix::Zero(4, 4);
    m(0, 0) = 0.5;
    m(2, 2) = 0.5 * p;
    m(3, 3) = 0.5 * (1.0 - p);
    m(0, 3) = m(3, 0) = 0.5 * std::sqrt(1.0 - p);
    return m;
}

// G G^dagger of trace 1 with `rank` random columns.
inline SmallMatrix random_state(Random& random, int n, int rank) {
    SmallMatrix g(n, rank);
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < rank; ++j) g(i, j) = normal(random);
    SmallMatrix m = g.lazyProduct(g.adjoint());
    m = 0.5 * (m + SmallMatrix(m.adjoint()));
    return m / m.trace().real();
}

using Elements = std::vector<SmallMatrix>;

// Rank-one operators of `outcomes` >= n outcomes: rows of a random isometry.
inline Elements random_elements(Random& random, int n, int outcomes) {
    SmallMatrix u(outcomes, n);
    for (int c = 0; c < n; ++c) {
        for (int r = 0; r < outcomes; ++r) u(r, c) = normal(random);
        for (int pass = 0; pass < 2; ++pass)
            for (int e = 0; e < c; ++e) u.col(c) -= Complex(u.col(e).dot(u.col(c))) * SmallMatrix(u.col(e));
        u.col(c) /= u.col(c).norm();
    }
    Elements elements;
    for (int r = 0; r < outcomes; ++r) {
        std::vector<Complex> ket;
        for (int c = 0; c < n; ++c) ket.push_back(std::conj(u(r, c)));
        elements.push_back(dyad(ket));
    }
    return elements;
}

// Basis of a qubit along z, x or y; the conjugate one differs along y.
inline Elements qubit_basis(char axis, bool conjugate = false) {
    const double h = std::sqrt(0.5);
    const Complex phase = axis == 'y' ? Complex(0.0, conjugate ? -h : h) : Complex(h);
    if (axis == 'z') return {dyad({1.0, 0.0}), dyad({0.0, 1.0})};
    return {dyad({h, phase}), dyad({h, -phase})};
}

inline Elements computational_elements(int d) {
    Elements elements;
    for (int i = 0; i < d; ++i) {
        std::vector<Complex> ket(static_cast<std::size_t>(d));
        ket[static_cast<std::size_t>(i)] = 1.0;
        elements.push_back(dyad(ket));
    }
    return elements;
}

// Both parties of two qubits in the same basis, the second in its conjugate.
inline KeySetting matched_setting(char axis) { return {std::string(2, axis), {qubit_basis(axis), qubit_basis(axis, true)}}; }

inline MeasuredState measured_state(const SmallMatrix& state, const std::vector<int>& dimensions,
                                    const std::vector<KeySetting>& settings, double leak = 0.0,
                                    OutcomeLeak::LeakPattern pattern = OutcomeLeak::LeakPattern::same) {
    MeasuredState measured;
    measured.parties = static_cast<int>(dimensions.size());
    measured.leak_probability = leak;
    measured.leak_pattern = pattern;
    measured.dimensions = dimensions;
    measured.state = state;
    measured.settings = settings;
    return measured;
}

inline Link measured_link(const MeasuredState& measured) {
    Link link;
    link.protocol = "entanglement";
    link.measured = measured;
    return link;
}

inline Link two_qubits(const SmallMatrix& state, char axis, double leak = 0.0) {
    return measured_link(measured_state(state, {2, 2}, {matched_setting(axis)}, leak));
}

}  // namespace keybound::test
