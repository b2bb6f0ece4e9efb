// States with a key part of two qubits and shields of d dimensions each, whose partial transpose is almost separable.
#pragma once

#include <optional>

#include "keybound/quantum/small_matrix.hpp"

namespace keybound {

// rho_d of Christandl, Ferrara, Horodecki, PRL 126, 160501 (2021), Eq. (14); p = 1/(sqrt(d) + 1).
struct PrivateState {
    double dimension = 2.0;  // d
    int copies = 1;          // n of advantage distillation
};

}  // namespace keybound
