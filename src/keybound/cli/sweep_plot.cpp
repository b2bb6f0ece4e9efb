#include "keybound/cli/sweep_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "keybound/core/error.hpp"
#include "keybound/proof/catalog.hpp"
#include "keybound/scenario/parameters.hpp"

namespace keybound {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double parsed(const std::string& text) {
    double value = none;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    // 1_000 is a TOML number too: read in part it would be drawn at 1
    return error == std::errc() && rest == text.data() + text.size() ? value : none;
}

// Evenly spaced in the logarithm: drawn so.
bool is_geometric(const std::vector<double>& x) {
    for (std::size_t i = 1; i < x.size(); ++i) {
        const double ratio = x[i] / x[i - 1];
        if (!(x[i - 1] > 0.0 && ratio > 1.5)) return false;
        if (i > 1 && !(std::fabs(ratio * x[i - 2] / x[i - 1] - 1.0) < 0.05)) return false;
    }
    return x.size() > 2;
}

}  // namespace

SweepPlot::SweepPlot(const Grid& grid, const Scenario& first, std::vector<std::string> columns) : columns_(std::move(columns)) {
    if (grid.axes().size() != 1) {
        throw UserError({"--plot", "needs one axis", fmt::format("{} keys", grid.axes().size()), "a sweep over one key",
                         "command line", 0, "leave --plot out to get the table"});
    }
    const Axis& axis = grid.axes().front();
    const Parameter* row = find_parameter(axis.key);
    plot_.title = fmt::format("Secret key of {}, leakage {:g}", first.protocol.name, first.source.leakage.front());
    plot_.x_label = row == nullptr || row->unit.empty() ? axis.key : fmt::format("{} ({})", axis.key, row->unit);
    plot_.y_label = "secret key (bit/s)";
    for (const std::string& value : axis.values) {
        plot_.x.push_back(parsed(value));
        if (std::isfinite(plot_.x.back())) continue;
        throw UserError({"--plot", "needs numbers on the axis", value, "a sweep over a numeric key", "command line", 0,
                         "leave --plot out to get the table"});
    }
    plot_.x_logarithmic = is_geometric(plot_.x);
    for (const Proof& proof : proofs()) {
        if (std::find(columns_.begin(), columns_.end(), proof.name + ".outcome") == columns_.end()) continue;
        plot_.curves.push_back({proof.name, std::vector<double>(plot_.x.size(), none), proof.direction() == Direction::upper});
    }
}

void SweepPlot::add(std::size_t index, const TableRow& row) {
    const auto cell = [&](const std::string& column) {
        return row.at(static_cast<std::size_t>(std::find(columns_.begin(), columns_.end(), column) - columns_.begin()));
    };
    for (Curve& curve : plot_.curves) {
        if (cell(curve.label + ".outcome") == to_string(Verdict::proved))
            curve.values[index] = parsed(cell(curve.label + ".rate_bits_per_second"));
    }
}

}  // namespace keybound
