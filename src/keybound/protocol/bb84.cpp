#include "keybound/protocol/bb84.hpp"

#include "keybound/protocol/prepare_and_measure.hpp"

namespace keybound {

Link bb84_link(const Scenario& scenario) { return prepare_and_measure_link(scenario, 4); }

}  // namespace keybound
