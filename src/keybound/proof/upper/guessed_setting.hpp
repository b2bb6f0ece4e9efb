// What Eve gets of an erasure channel from a receiver whose settings she can guess; docs/theory/quantum-channels.md, 6.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

// Keys of untrusted devices through an erasure of a qubit that arrives with probability eta, read out by a receiver with m
// settings altogether: at most (m eta - 1)/(m - 1) per use, 0 for eta <= 1/m. Other channels: not applicable.
Outcome<RateCeiling> guessed_setting_ceiling(const Link& link);

}  // namespace keybound
