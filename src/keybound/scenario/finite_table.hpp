// The keys of [finite] among themselves.
#pragma once

#include "keybound/scenario/raw.hpp"
#include "keybound/scenario/resolve.hpp"

namespace keybound {

// Throws UserError for the first contradiction among the keys that are written. Every value is within its own range already.
void check_finite_table(const RawScenario& raw, const FiniteTable& table, const Vocabulary& vocabulary);

// How the secrecy is shared between privacy amplification and the failure of the phase-error bound.
struct SecrecySplit {
    double privacy_secrecy;      // eps_PA
    double failure_probability;  // eps_f
};

// Always eps_PA + 2 sqrt(eps_f) <= secrecy, in exact arithmetic: what is omitted is rounded down. If both are given and exceed
// the secrecy by the rounding of their digits, which check_finite_table tolerates, eps_f is lowered to what eps_PA leaves. A
// share of 0 means that a double cannot hold what is left; there is no key then.
SecrecySplit secrecy_split(const FiniteTable& table);

}  // namespace keybound
