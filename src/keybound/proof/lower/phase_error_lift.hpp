// The repair of a constraint Lambda + F w F^dagger >= A by what costs least; docs/theory/phase-error-dual.md.
#pragma once

#include <span>

#include "keybound/proof/lower/phase_error_frame.hpp"

namespace keybound {

// How much each multiplier may be lifted per unit of cost.
struct Lift {
    SmallVector lambda;  // n, positive
    SmallVector weight;  // m, positive: of the diagonal of w
};

// A delta >= 0, rounding included, with  Lambda + delta diag(lift.lambda) + F (w + delta diag(lift.weight)) F^dagger >= A,
// where F = basis diag(scale), its first m columns. Infinite if no such delta was found (or anything is no number).
double least_lift(const DualFrame& frame, std::span<const double> lambda, const SmallMatrix& weight, const SmallMatrix& a,
                  const Lift& lift);

}  // namespace keybound
