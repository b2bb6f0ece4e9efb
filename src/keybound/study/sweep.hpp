// Runs a function over many points, on several threads. Knows nothing of physics: a point is an index, a row is text.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace keybound {

using TableRow = std::vector<std::string>;

struct SweepOptions {
    int threads = 1;
    std::function<bool()> stop;  // asked before each row is begun; once true, no further row is begun
};

// Evaluates `row_of(0..count-1)`, on several threads at once, and hands each row to `on_row(index, row)` in the order of the
// indices, one at a time, as soon as it and all before it exist. At most eight rows per thread wait for an earlier one, so
// that one slow row fills neither memory nor time. An exception of `row_of` is thrown when its row's turn has come: all rows
// before it have been handed on, none after it. Returns how many rows were handed on: `count`, unless it was stopped.
std::size_t sweep(std::size_t count, const std::function<TableRow(std::size_t)>& row_of,
                  const std::function<void(std::size_t, const TableRow&)>& on_row, const SweepOptions& options = {});

// As many threads as this process may use.
int available_threads();

}  // namespace keybound
