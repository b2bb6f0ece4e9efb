// Results as JSON, contract v1 (docs/formats/result.md).
#pragma once

#include <string>

#include "keybound/rate/evaluate.hpp"

namespace keybound {

// The document that `keybound rate --format json` prints; keys in documented order, non-finite numbers as null.
std::string result_json(const Result& result);

}  // namespace keybound
