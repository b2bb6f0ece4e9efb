// The picture of a sweep over one key, from the rows of its table.
#pragma once

#include <string>
#include <vector>

#include "keybound/report/plot.hpp"
#include "keybound/scenario/scenario.hpp"
#include "keybound/study/grid.hpp"
#include "keybound/study/sweep.hpp"

namespace keybound {

// One curve per proof, in bits per second: what the owner of the link gets.
class SweepPlot {
 public:
    // Throws UserError, naming --plot, if the grid cannot be drawn.
    SweepPlot(const Grid& grid, const Scenario& first, std::vector<std::string> columns);
    void add(std::size_t index, const TableRow& row);
    const Plot& plot() const { return plot_; }

 private:
    std::vector<std::string> columns_;
    Plot plot_;
};

}  // namespace keybound
