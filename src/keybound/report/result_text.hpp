// Results for people.
#pragma once

#include <string>

#include "keybound/rate/evaluate.hpp"

namespace keybound {

// The table of `keybound rate`: statistics, every bound, the best pair and the gap, and the assumptions by number.
std::string result_text(const Result& result);

// "bits/pulse", "bits/round", "bits/copy", "bits/use": the unit of rates that count these.
std::string bits_per(const std::string& per);

}  // namespace keybound
