// How the tables of a scenario say that keys which are right by themselves do not go together.
#pragma once

#include <string>

#include "keybound/scenario/raw.hpp"

namespace keybound {

// Throw UserError for the value of a key; the second for a key that may be unwritten, whose default is then to blame.
[[noreturn]] void refuse(const std::string& path, const RawValue& value, const std::string& problem, const std::string& allowed,
                         const std::string& remedy);
[[noreturn]] void refuse(const RawScenario& raw, const std::string& path, const std::string& problem,
                         const std::string& allowed, const std::string& remedy);

}  // namespace keybound
