// Linear relations between the virtual states of the phase error and the states that Alice really sends.
//
// With phi_1Z turned by the phase e^{i alpha} (a free choice of the virtual protocol) the un-normalised virtual states are
// u_D = (phi_0Z +- e^{i alpha} phi_1Z)/2, D = 0 (+), 1 (-). A relation writes |u_D><u_D| = sum_j c_Dj |phi_j><phi_j|.
// Derivation: docs/theory/loss-tolerant.md. Origin: Tamaki et al., PRA 90, 052314 (2014), Appendix B of PRA 102, 2020.
#pragma once

#include <array>
#include <optional>

#include "keybound/quantum/small_matrix.hpp"

namespace keybound {

struct Relation {
    std::array<std::array<double, max_settings>, 2> coefficients{};  // c_Dj
    Complex phase{1.0, 0.0};                                         // e^{i alpha}
    double operator_residual = 0.0;  // trace norm of what the two relations leave over, together
};

// det(phi_j, phi_k): zero for equal directions.
Complex determinant(const QubitKets& kets, int j, int k);

// vir0 from {0Z, 1Z, 0X}, vir1 from {0Z, 1Z, 1X} (three states: both from {0Z, 1Z, 0X}). Exact for three states and for four
// coplanar ones; the residual says how inexact it is otherwise. Empty if the kets are too degenerate.
std::optional<Relation> coplanar_relation(const QubitKets& kets);

// The unique relation of four states in general position, at alpha = 0. Empty for three states and for coplanar ones.
std::optional<Relation> generic_relation(const QubitKets& kets);

}  // namespace keybound
