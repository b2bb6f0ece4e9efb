// The keys of [private_state] and [quantum_channel].
#pragma once

#include <vector>

#include "keybound/scenario/parameters.hpp"

namespace keybound {

std::vector<Parameter> private_state_parameters();
std::vector<Parameter> quantum_channel_parameters();

}  // namespace keybound
