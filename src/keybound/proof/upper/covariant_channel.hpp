// Relative entropy of entanglement of channels that teleportation can simulate; docs/theory/quantum-channels.md, 4.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

// The rows of channels in the proof `relative-entropy-of-entanglement`: P_2 <= E_R of the Choi state.
Outcome<RateCeiling> channel_relative_entropy(const Link& link);

}  // namespace keybound
