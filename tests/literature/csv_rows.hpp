// The tables of this folder: lines of cells, "#" begins a comment, the first line names the columns.
#pragma once

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "support/places.hpp"

namespace keybound::test {

using Row = std::map<std::string, std::string>;

inline std::vector<Row> csv_rows(const std::string& name) {
    std::ifstream file(std::string(KEYBOUND_SOURCE_DIR) + "/tests/literature/" + name);
    std::vector<std::string> columns;
    std::vector<Row> rows;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') continue;
        std::vector<std::string> cells;
        std::istringstream stream(line);
        for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
        if (columns.empty()) {
            columns = cells;
            continue;
        }
        Row row;
        for (std::size_t i = 0; i < columns.size(); ++i) row[columns[i]] = cells.at(i);
        rows.push_back(row);
    }
    return rows;
}

}  // namespace keybound::test
