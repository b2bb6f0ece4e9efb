// The picture that `sweep --plot` asks for: the one that `keybound plot` draws from the same table.
#pragma once

#include <string>
#include <vector>

#include "keybound/report/plot_table.hpp"
#include "keybound/scenario/scenario.hpp"
#include "keybound/study/grid.hpp"
#include "keybound/study/sweep.hpp"

namespace keybound {

class SweepPlot {
 public:
    // Throws UserError, naming --plot, if the grid cannot be drawn: before anything is computed.
    // `title` and `quantity` for a table of solved values; "" for one of rates.
    SweepPlot(const Grid& grid, const Scenario& first, std::vector<std::string> columns, const std::string& title,
              const std::string& quantity);
    void add(std::size_t index, const TableRow& row) { table_.rows[index] = row; }
    Picture picture() const { return picture_of_table(table_, request_); }

 private:
    PlotRequest request_;
    CsvTable table_;
};

}  // namespace keybound
