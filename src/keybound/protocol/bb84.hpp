// Protocol "bb84": four qubit states, 0Z 1Z 0X 1X.
#pragma once

#include "keybound/protocol/link.hpp"

namespace keybound {

// The honest bb84 link of a scenario.
Link bb84_link(const Scenario& scenario);

}  // namespace keybound
