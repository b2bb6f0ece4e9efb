// Runs the command line inside the test, as a user would, and hands back what he would see.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "keybound/cli/cli.hpp"
#include "support/places.hpp"

namespace keybound::test {

struct CommandResult {
    int exit_code;
    std::string out;
    std::string err;
};

inline CommandResult run(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    const int exit_code = run_command_line(arguments, out, err);
    return {exit_code, out.str(), err.str()};
}

// The scenario that most examples use.
inline const std::string leaky_bb84 = KEYBOUND_SOURCE_DIR "/scenarios/leaky-bb84.toml";

inline bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace keybound::test
