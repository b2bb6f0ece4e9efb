#include "keybound/study/sweep.hpp"

namespace keybound {

void sweep(std::size_t count, const std::function<TableRow(std::size_t)>& row_of,
           const std::function<void(std::size_t, const TableRow&)>& on_row) {
    for (std::size_t i = 0; i < count; ++i) on_row(i, row_of(i));
}

}  // namespace keybound
