// The entries [[source.side_channel]]: how many there are, and their keys among themselves.
#pragma once

#include "keybound/scenario/raw.hpp"
#include "keybound/scenario/resolve.hpp"

namespace keybound {

// The number of entries. Throws UserError for what is no list of tables, for unknown keys and for entries that are missing.
std::size_t count_side_channels(const RawScenario& raw);

// Throws UserError for the first contradiction; every value is within its own range already. Fills in what was omitted.
void check_side_channels(const RawScenario& raw, Scenario& scenario, const Vocabulary& vocabulary);

}  // namespace keybound
