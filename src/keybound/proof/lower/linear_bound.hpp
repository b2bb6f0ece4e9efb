// A certified linear bound on the phase-error rate, whatever the data: what finite-key methods start from.
//
//   Lambda_b + Omega - M >= C_b,  Lambda^Z_b + M >= 0  (b = 0, 1),  Omega >= 0   for some M, and h >= h(Omega); hence
//   e_ph Y_Z <= sum lambda_bj p_bj + sum lambda^Z_bj p^Z_bj + h   for every source within the leakage bounds and every attack.
// The operator inequalities, not the sum, are what carries over to coherent attacks; docs/theory/finite-key.md.
#pragma once

#include <array>

#include "keybound/protocol/link.hpp"

namespace keybound {

struct LinearBound {
    std::array<std::array<double, max_settings>, 2> lambda{};    // lambda_bj, Bob's basis X
    std::array<std::array<double, max_settings>, 2> lambda_z{};  // lambda^Z_bj; 0 for settings other than 0Z, 1Z
    double source_term = 0.0;                                    // h
    SmallMatrix omega;  // Omega, n x n, up to rounding; h and the rest are exact bounds
};

// The right-hand side above for these statistics, rounded upward: at least e_ph Y_Z.
double linear_bound_at(const LinearBound& bound, const Statistics& statistics);

}  // namespace keybound
