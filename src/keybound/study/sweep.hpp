// Runs a function over many points. Knows nothing of physics: a point is an index, a row is text.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace keybound {

using TableRow = std::vector<std::string>;

// Evaluates `row_of(0..count-1)` in order, handing each row to `on_row(index, row)` as soon as it exists.
void sweep(std::size_t count, const std::function<TableRow(std::size_t)>& row_of,
           const std::function<void(std::size_t, const TableRow&)>& on_row);

}  // namespace keybound
