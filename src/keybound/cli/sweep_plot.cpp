#include "keybound/cli/sweep_plot.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace keybound {

SweepPlot::SweepPlot(const Grid& grid, const Scenario& first, std::vector<std::string> columns, const std::string& title,
                     const std::string& quantity) {
    request_.option = "--plot";
    request_.title = title.empty() ? "Secret key" : title;
    request_.quantity = quantity;
    std::vector<std::string> keys = grid.keys();
    keys.push_back(quantity);
    const auto swept = [&](const char* key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); };
    if (!swept("protocol.name")) request_.title += (title.empty() ? " of " : ", ") + first.protocol.name;
    if (!swept("source.leakage") && !first.source.leakage.empty())
        request_.title += fmt::format(", leakage {:g}", first.source.leakage.front());
    table_.columns = std::move(columns);
    for (std::size_t i = grid.keys().size();
         i < table_.columns.size() && table_.columns[i].find(".outcome") == std::string::npos; ++i)
        table_.comments.push_back("optimised: " + table_.columns[i] + "=");
    for (std::size_t i = 0; i < grid.size(); ++i) {
        TableRow row = grid.values(i);
        row.resize(table_.columns.size());
        table_.rows.push_back(row);
    }
    picture();  // of a table without results: a sweep that cannot be drawn is refused
}

}  // namespace keybound
