// What BB84 and the three-state protocol share: one qubit is sent through a fibre to a two-basis receiver.
#pragma once

#include "keybound/core/named_numbers.hpp"
#include "keybound/protocol/link.hpp"

namespace keybound {

// The honest link for the first `settings` of 0Z, 1Z, 0X, 1X. Side channels do not change what an honest Bob sees, so the
// characterised kets give the statistics. Model: docs/theory/README.md, "Channel model".
Link prepare_and_measure_link(const Scenario& scenario, int settings);

// What Bob sees of it.
NamedNumbers prepare_and_measure_statistics(const Link& link);

}  // namespace keybound
