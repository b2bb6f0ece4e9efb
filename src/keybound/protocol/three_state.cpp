#include "keybound/protocol/three_state.hpp"

#include "keybound/protocol/prepare_and_measure.hpp"

namespace keybound {

Link three_state_link(const Scenario& scenario) { return prepare_and_measure_link(scenario, 3); }

}  // namespace keybound
