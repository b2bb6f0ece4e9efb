#include "keybound/protocol/channel_correlations.hpp"

#include <array>
#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/density_matrix.hpp"

namespace keybound {

namespace {

// The two strongest correlations E = <A B> of orthogonal directions, t[0] >= t[1] >= 0, each within `error`.
struct Strongest {
    std::array<double, 2> t;
    double error;
};

SmallMatrix pauli(int axis) {
    SmallMatrix sigma = SmallMatrix::Zero(2, 2);
    if (axis == 0) sigma(0, 1) = sigma(1, 0) = 1.0;
    if (axis == 1) sigma(0, 1) = Complex(0.0, -1.0), sigma(1, 0) = Complex(0.0, 1.0);
    if (axis == 2) sigma(0, 0) = 1.0, sigma(1, 1) = -1.0;
    return sigma;
}

// Bob measures along the two leading eigenvectors v of T^T T, Alice along T v, for T_ij = Tr(J sigma_i x sigma_j).
Strongest strongest_of(const ChoiState& choi) {
    SmallMatrix t(3, 3);
    for (int i = 0; i < 3; ++i) {
        for (int j = 0; j < 3; ++j) t(i, j) = trace_of_product(choi.matrix, tensor_product(pauli(i), pauli(j)));
    }
    const SmallMatrix images = t * spectrum_of(t.transpose() * t).vectors;
    // A doubt in norm moves the matrix T by at most four times as much; the rest is rounding.
    return {{images.col(2).norm(), images.col(1).norm()}, 4.0 * choi.doubt + rounding::margin(64.0, 1.0)};
}

std::optional<Strongest> strongest_of(const ChannelMap& map) {
    const double p = map.parameter, error = rounding::margin(4.0, 1.0);
    if (map.kind == "depolarising" || map.kind == "erasure") return Strongest{{1.0 - p, 1.0 - p}, error};
    if (map.kind == "dephasing") return Strongest{{1.0, std::fabs(1.0 - 2.0 * p)}, error};
    if (map.kind == "amplitude-damping") return Strongest{{std::sqrt(1.0 - p), std::sqrt(1.0 - p)}, error};
    if (!map.choi_state || map.choi_state->input_dimension != 2 || map.choi_state->output_dimension != 2) return std::nullopt;
    return strongest_of(*map.choi_state);
}

}  // namespace

std::optional<Correlations> chsh_correlations_of(const ChannelMap& map) {
    const std::optional<Strongest> found = strongest_of(map);
    if (!found) return std::nullopt;
    Correlations seen;
    seen.chsh_value = 2.0 * std::hypot(found->t[0], found->t[1]);
    seen.quantum_bit_error_rate = 0.5 * (1.0 - found->t[0]);
    seen.roundings = found->error / rounding::unit + 8.0;  // eight times that many units: S moves by at most 2 sqrt(2) errors
    return seen;
}

}  // namespace keybound
