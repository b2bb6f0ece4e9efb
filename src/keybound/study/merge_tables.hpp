// Several tables of sweeps as one.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "keybound/study/csv_table.hpp"

namespace keybound {

using NamedTable = std::pair<std::string, CsvTable>;  // with the name of its file, for messages

// The rows of all tables, each once, in the order of the first `keys` columns: a column of numbers ascending, any other by
// first appearance. `identity_column` says which rows are the same. Throws UserError if the tables differ in their columns or
// comments (but for the scenario of the first row), if rows that should be the same are not, or if two rows have the same keys
// and are not the same: a table in which they stand side by side could not be read. An incomplete last line is left out.
CsvTable merge_tables(const std::vector<NamedTable>& tables, std::size_t keys, const std::string& identity_column);

// The table as text.
std::string csv_text(const CsvTable& table);

}  // namespace keybound
