// The proof `devetak-winter` for any state of few dimensions and any measurements (docs/theory/devetak-winter.md, section 3).
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

// Of link.measured, for two parties or more. Evidence per setting: which party's outcomes are the key, counted from 0, and the
// two entropies of its rate.
Outcome<RateFloor> prove_devetak_winter_general(const Link& link);

}  // namespace keybound
