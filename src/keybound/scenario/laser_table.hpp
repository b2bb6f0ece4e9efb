// The keys of laser pulses in [source] and [trojan_horse] among themselves.
#pragma once

#include "keybound/scenario/raw.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

// Throws UserError for the first contradiction among the keys that are written. Every value is within its own range already.
void check_laser_keys(const RawScenario& raw, const Scenario& scenario);

}  // namespace keybound
