// Protocol "three-state": three qubit states, 0Z 1Z 0X.
#pragma once

#include "keybound/protocol/link.hpp"

namespace keybound {

// The honest three-state link of a scenario.
Link three_state_link(const Scenario& scenario);

}  // namespace keybound
