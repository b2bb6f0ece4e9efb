// Any other TOML file than a scenario, as written: tables within tables.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "keybound/scenario/raw.hpp"

namespace keybound {

struct RawTable {
    std::map<std::string, RawValue> values;               // what is not a table
    std::map<std::string, std::vector<RawTable>> tables;  // [name] has one, [[name]] any number
    std::string file;
    int line = 0;
};

// Throws UserError for anything unreadable, too large or not TOML. There are no includes.
RawTable read_raw_table(const std::string& path);

}  // namespace keybound
