// Evidence files (docs/formats/evidence.md): writing, and reading them back for `keybound check`.
#pragma once

#include <string>

#include "keybound/rate/check.hpp"
#include "keybound/rate/evaluate.hpp"

namespace keybound {

// The document of `--evidence`: for every proved bound what is needed to check it.
std::string evidence_json(const Result& result);

// Reads a file of that format. Throws UserError for anything that is not: what it says may still be wrong.
EvidenceDocument read_evidence(const std::string& path);
EvidenceDocument parse_evidence(const std::string& text, const std::string& name);

}  // namespace keybound
