// One swept key and its values.
#pragma once

#include <string>
#include <vector>

namespace keybound {

struct Axis {
    std::string key;                  // "table.key"
    std::vector<std::string> values;  // as they would be written after --set table.key=
};

// Reads "table.key=FROM:TO:STEP", "table.key=FROM:TO:log:COUNT" or "table.key=a,b,c". Values of ranges carry 15 significant
// digits (12 inside log ranges), so that 0:1:0.1 gives 0.3 and not 0.30000000000000004. Throws UserError. At most 1e6 values.
Axis parse_axis(const std::string& text);

}  // namespace keybound
