// One-way keys through channels: the rows of channels in the proof `devetak-winter`; docs/theory/quantum-channels.md, 2.
#pragma once

#include "keybound/core/outcome.hpp"
#include "keybound/proof/finding.hpp"

namespace keybound {

// P_2 of the channel is at least this: by hashing of what half an entangled pair becomes, in the better direction; for an
// erasure Bob first tells which systems arrived; for amplitude damping the input is chosen as well as can be.
Outcome<RateFloor> channel_devetak_winter(const Link& link);

}  // namespace keybound
