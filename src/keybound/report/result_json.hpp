// Results as JSON, contract v1 (docs/formats/result.md). The only file that writes JSON with nlohmann's library.
#pragma once

#include <string>

#include "keybound/rate/evaluate.hpp"

namespace keybound {

// The document that `keybound rate --format json` prints; keys in documented order, non-finite numbers as null.
std::string result_json(const Result& result);

// The document of `--evidence` (docs/formats/evidence.md): for every proved bound what is needed to check it.
std::string evidence_json(const Result& result);

}  // namespace keybound
