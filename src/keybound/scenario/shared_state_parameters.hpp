// The rows of [state], [settings], [leak] and [repeaters].
#pragma once

#include <vector>

#include "keybound/scenario/parameters.hpp"

namespace keybound {

std::vector<Parameter> shared_state_parameters();

}  // namespace keybound
