// What devices that nobody trusts would show at the two ends of a channel.
#pragma once

#include <optional>

#include "keybound/protocol/channel_map.hpp"
#include "keybound/protocol/correlations.hpp"

namespace keybound {

// S and Q of halves of phi+ sent through a channel of qubits, measured in the settings that make S largest (R. Horodecki, P.
// Horodecki, M. Horodecki, Phys. Lett. A 200, 340 (1995)), key settings along the strongest correlation. A system that is lost
// counts as the outcome 0. Nothing for channels of other dimensions. docs/theory/quantum-channels.md, 6.
std::optional<Correlations> chsh_correlations_of(const ChannelMap& map);

}  // namespace keybound
