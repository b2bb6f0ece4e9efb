// The keys of [private_state] and [quantum_channel] among themselves.
#pragma once

#include "keybound/scenario/raw.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

// Takes fractions off private_state.dimension. Throws UserError for the first contradiction among the keys that are written.
// Every value is within its own range already.
void complete_private_state(const RawScenario& raw, Scenario& scenario);

}  // namespace keybound
