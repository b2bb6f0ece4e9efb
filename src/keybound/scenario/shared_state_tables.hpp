// The keys of [state], [settings], [leak] and [repeaters] among themselves.
#pragma once

#include "keybound/scenario/raw.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

// Fills in repeaters.count from link_visibilities, state.parties of a matrix, and settings.key of states that have no closed
// forms. Throws UserError for the first contradiction among the keys that are
// written. Every value is within its own range already.
void complete_shared_state(const RawScenario& raw, Scenario& scenario);

}  // namespace keybound
