#include "keybound/proof/lower/loss_tolerant_relation.hpp"

#include <cmath>

namespace keybound {

namespace {

constexpr double degenerate = 1e-12;

// phi_j = along0 phi_0Z + along1 phi_1Z
struct Expansion {
    Complex along0;
    Complex along1;
    Complex coherence() const { return along0 * std::conj(along1); }
};

Expansion expand(const QubitKets& kets, int j) {
    const Complex whole = determinant(kets, 0, 1);
    return {determinant(kets, j, 1) / whole, determinant(kets, 0, j) / whole};
}

// The coefficients of 0Z and 1Z once those of the X states are chosen.
void complete(std::array<double, max_settings>& c, const std::array<Expansion, 2>& x_states, int count) {
    c[0] = c[1] = 0.25;
    for (int k = 0; k < count; ++k) {
        c[0] -= c[2 + k] * std::norm(x_states[k].along0);
        c[1] -= c[2 + k] * std::norm(x_states[k].along1);
    }
}

}  // namespace

Complex determinant(const QubitKets& kets, int j, int k) { return kets(0, j) * kets(1, k) - kets(0, k) * kets(1, j); }

std::optional<Relation> coplanar_relation(const QubitKets& kets) {
    const int count = static_cast<int>(kets.cols()) - 2;  // X states
    if (!(std::abs(determinant(kets, 0, 1)) > degenerate)) return std::nullopt;
    std::array<Expansion, 2> x_states;
    for (int k = 0; k < count; ++k) {
        x_states[k] = expand(kets, 2 + k);
        if (!(std::abs(x_states[k].coherence()) > degenerate)) return std::nullopt;
    }
    const Complex coherence = x_states[0].coherence();
    Relation relation;
    relation.phase = std::conj(coherence) / std::abs(coherence);
    for (int virtual_state = 0; virtual_state < 2; ++virtual_state) {
        const int k = virtual_state == 0 || count == 1 ? 0 : 1;
        const Complex z = x_states[k].coherence();
        const Complex wanted = (virtual_state == 0 ? 0.25 : -0.25) * std::conj(relation.phase);
        const double coefficient = (wanted * std::conj(z)).real() / std::norm(z);
        auto& c = relation.coefficients[virtual_state];
        c[2 + k] = coefficient;
        complete(c, x_states, count);
        // What is left over is (wanted - coefficient z)|phi_0Z><phi_1Z| + h.c.
        relation.operator_residual += 2.0 * std::abs(wanted - coefficient * z);
    }
    return relation;
}

std::optional<Relation> generic_relation(const QubitKets& kets) {
    if (kets.cols() != 4) return std::nullopt;
    if (!(std::abs(determinant(kets, 0, 1)) > degenerate)) return std::nullopt;
    const std::array<Expansion, 2> x_states = {expand(kets, 2), expand(kets, 3)};
    const Complex z0 = x_states[0].coherence();
    const Complex z1 = x_states[1].coherence();
    const double area = (std::conj(z0) * z1).imag();
    if (!(std::fabs(area) > degenerate * std::abs(z0) * std::abs(z1))) return std::nullopt;
    Relation relation;
    for (int virtual_state = 0; virtual_state < 2; ++virtual_state) {
        const double wanted = virtual_state == 0 ? 0.25 : -0.25;
        auto& c = relation.coefficients[virtual_state];
        c[2] = wanted * z1.imag() / area;
        c[3] = -wanted * z0.imag() / area;
        complete(c, x_states, 2);
        relation.operator_residual += 2.0 * std::abs(wanted - c[2] * z0 - c[3] * z1);
    }
    return relation;
}

}  // namespace keybound
