// What a device-independent protocol is told: a state that its devices measure, or what the devices show.
#pragma once

#include "keybound/scenario/raw.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

// Ideal detectors unless they are given; refuses states whose table is not known. Throws UserError.
void complete_device_independent(const RawScenario& raw, Scenario& scenario);

}  // namespace keybound
