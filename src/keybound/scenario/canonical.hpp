// The one written form of a resolved scenario, and its identity.
#pragma once

#include <string>
#include <vector>

#include "keybound/scenario/parameters.hpp"

namespace keybound {

// A row's value in this scenario as TOML and JSON both write it (shortest digits that read back exactly); "" if it is unset.
std::string value_text(const Parameter& parameter, const Scenario& scenario);

// False if the key that the row needs is unset; then the row's value says nothing about the scenario, default or not.
bool has_meaning(const Parameter& parameter, const Scenario& scenario);

// The resolved scenario as JSON: tables and keys in the order of the parameter rows; keys that are unset or have no meaning
// are left out.
std::string canonical_json(const Scenario& scenario);

// The files whose content the scenario depends on.
std::vector<FileReference> referenced_files(const Scenario& scenario);

// 32 hexadecimal digits: XXH3-128 of the canonical JSON, the program version and the content of every referenced file. Equal
// hashes mean equal rows.
std::string scenario_hash(const Scenario& scenario);

}  // namespace keybound
