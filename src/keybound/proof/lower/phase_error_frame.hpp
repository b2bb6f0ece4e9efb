// The coordinates in which the linear bounds on the phase-error rate are stated and certified; docs/theory/phase-error-dual.md.
#pragma once

#include <optional>

#include "keybound/protocol/link.hpp"

namespace keybound {

// Coordinates for Omega = F w F^dagger that keep every number of order 1 at any loss and leakage. F = basis diag(scale).
struct DualFrame {
    SmallMatrix basis;         // orthonormal columns; the first `null_dimensions` obey sum_j v_j sqrt(1 - eps_j) phi_j = 0
    int null_dimensions = 0;   // where a part of Omega costs only what leaked
    SmallVector scale;         // t_k
    SmallVector leakage;       // eps_j, not below the least that the scaling can carry; only for stating programmes
    double price = 0.0;        // largest of them over the key yield
    double weight_unit = 1.0;  // s = min(1, sqrt(price)): the multipliers of the leaked part are of order s Y_Z
};

// Detection probabilities of which all reciprocals and products here stay within double precision.
inline constexpr double least_yield = 1e-100;

// Empty if the two key states coincide or nothing is detected.
std::optional<DualFrame> dual_frame(const Link& link);

// The phase of phi_1Z in the virtual states u_D = (phi_0Z +- e^{i alpha} phi_1Z)/2: any is valid; this one makes u_0 look
// like phi_0X, so that relations exist where they can. Empty if 0X is one of the key states.
std::optional<Complex> virtual_phase(const Source& source);

// Phi S: the columns sqrt(1 - eps_j) phi_j.
SmallMatrix shortened_states(const Source& source);

}  // namespace keybound
