// A scenario file as written: keys, values and where they stand, before anything is known about their meaning.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "keybound/core/error.hpp"

namespace keybound {

struct RawValue {
    struct Other {};  // a table, a date or a time: nothing a parameter can be
    std::variant<Other, bool, std::int64_t, double, std::string, std::vector<RawValue>> data;
    std::string text;  // as written
    std::string kind;  // "whole number", "text", "list", ...
    std::string file;
    int line = 0;
};

struct RawScenario {
    // By "table.key", in lists of tables by "table.key[0].inner"; in includes the including file wins, with whole lists.
    std::map<std::string, RawValue> values;
    std::map<std::string, RawValue> empty_tables;   // tables without keys, by name
    std::string file;                               // the file that was asked for
    std::map<std::string, std::string> files = {};  // contents of referenced files that came along, by path as written
};

// The value of "table.key", or nullptr.
const RawValue* find_value(const RawScenario& raw, const std::string& path);

// A mistake in this value, still without problem, allowed range and remedy.
Mistake mistake_at(const std::string& path, const RawValue& value);

// "table.key = value (file, line 7)", for problems that involve a second value.
std::string quotation(const std::string& path, const RawValue& value);

// Reads a TOML file and what it includes. Throws UserError for anything unreadable, too large or not TOML.
RawScenario read_raw_scenario(const std::string& path);

// The same from text; `name` stands for the file in messages. Includes are taken relative to the working directory.
RawScenario parse_raw_scenario(const std::string& text, const std::string& name);

// Applies one "table.key=value" from the command line. The value is TOML; a bare word is taken as text. `option` is what the
// user wrote in front of it, for messages.
void apply_override(RawScenario& raw, const std::string& assignment, const std::string& option = "--set");

}  // namespace keybound
