#include "keybound/report/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace keybound {

namespace {

constexpr std::array<const char*, 4> line_names = {"solid", "dashed", "dash-dot", "dotted"};
constexpr std::array<const char*, 7> palette = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"};
constexpr std::array<std::array<double, 3>, 7> ordered = {
    {{13, 8, 135}, {76, 2, 161}, {126, 3, 168}, {169, 35, 149}, {204, 71, 120}, {229, 107, 93}, {244, 146, 66}}};

// A curve that falls to nothing at a cut-off would otherwise press all others against the upper edge.
constexpr double max_decades = 14.0;

}  // namespace

const char* to_string(Line line) { return line_names[static_cast<std::size_t>(line)]; }

std::optional<Line> line_named(const std::string& name) {
    const auto found = std::find(line_names.begin(), line_names.end(), name);
    if (found == line_names.end()) return std::nullopt;
    return static_cast<Line>(found - line_names.begin());
}

std::string palette_colour(std::size_t index) { return palette[index % palette.size()]; }

std::string ordered_colour(std::size_t index, std::size_t count) {
    const double place = count < 2 ? 0.0 : 6.0 * static_cast<double>(index) / static_cast<double>(count - 1);
    const auto left = static_cast<std::size_t>(std::min(place, 5.0));
    std::string colour = "#";
    for (std::size_t c = 0; c < 3; ++c) {
        const double share = place - static_cast<double>(left);
        colour += fmt::format("{:02X}", std::lround(ordered[left][c] * (1.0 - share) + ordered[left + 1][c] * share));
    }
    return colour;
}

bool drawable(const Plot& plot, double y) { return std::isfinite(y) && (y > 0.0 || !plot.y_logarithmic); }

bool has_points(const Plot& plot, const Curve& curve) {
    return std::any_of(curve.values.begin(), curve.values.end(), [&](double y) { return drawable(plot, y); });
}

bool has_points(const Plot& plot) {
    return std::any_of(plot.curves.begin(), plot.curves.end(), [&](const Curve& curve) { return has_points(plot, curve); });
}

double best_at(const Plot& plot, std::size_t i, bool upper) {
    double best = std::numeric_limits<double>::quiet_NaN();
    for (const Curve& curve : plot.curves) {
        const double value = curve.values[i];
        if (curve.upper != upper || !drawable(plot, value)) continue;
        if (std::isnan(best) || (upper ? value < best : value > best)) best = value;
    }
    return best;
}

std::pair<double, double> ordinate_of(const Plot& plot) {
    if (plot.y_range) return *plot.y_range;
    double least = std::numeric_limits<double>::infinity();
    double largest = -least;
    for (const Curve& curve : plot.curves) {
        for (const double value : curve.values) {
            if (!drawable(plot, value)) continue;
            least = std::min(least, value);
            largest = std::max(largest, value);
        }
    }
    if (!(least <= largest)) return plot.y_logarithmic ? std::pair{0.1, 1.0} : std::pair{0.0, 1.0};
    if (!plot.y_logarithmic) {
        const double margin = 0.05 * (std::max(largest, 0.0) - std::min(least, 0.0));
        return {least < 0.0 ? least - margin : 0.0, largest > 0.0 ? largest + margin : least < 0.0 ? 0.0 : 1.0};
    }
    const double top = std::max(std::ceil(std::log10(largest)), std::floor(std::log10(least)) + 1.0);
    const double bottom = std::max(std::floor(std::log10(least)), top - max_decades);
    return {std::pow(10.0, std::max(bottom, -300.0)), std::pow(10.0, std::min(top, 300.0))};
}

Picture coloured(Picture picture) {
    std::map<std::string, std::string> colours;
    std::size_t next = 0;
    for (const Plot& plot : picture.plots) {
        for (const Curve& curve : plot.curves) {
            if (!curve.colour.empty()) colours.emplace(curve.label, curve.colour);
        }
    }
    for (Plot& plot : picture.plots) {
        for (Curve& curve : plot.curves) {
            if (!curve.colour.empty() || !has_points(plot, curve)) continue;
            const auto known = colours.find(curve.label);
            curve.colour = known != colours.end() ? known->second : palette_colour(next++);
            colours.emplace(curve.label, curve.colour);
        }
    }
    return picture;
}

std::vector<LegendEntry> legend_of(const Picture& picture) {
    std::vector<LegendEntry> entries;
    std::vector<LegendEntry> variants;
    const auto add = [](std::vector<LegendEntry>& list, const LegendEntry& entry) {
        const bool known = std::any_of(list.begin(), list.end(), [&](const auto& other) { return other.label == entry.label; });
        if (!known && !entry.label.empty()) list.push_back(entry);
    };
    for (const Plot& plot : picture.plots) {
        for (const Curve& curve : plot.curves) {
            if (!has_points(plot, curve)) continue;
            const Line line = curve.variant.empty() ? curve.drawn_line() : Line::solid;
            add(entries, {curve.label, curve.colour, line, curve.width});
            add(variants, {curve.variant, "", curve.drawn_line()});
        }
    }
    entries.insert(entries.end(), variants.begin(), variants.end());
    return entries;
}

bool has_gap(const Plot& plot) {
    return plot.shaded && std::any_of(plot.curves.begin(), plot.curves.end(),
                                      [&](const Curve& curve) { return curve.upper && has_points(plot, curve); });
}

bool has_gap(const Picture& picture) {
    return std::any_of(picture.plots.begin(), picture.plots.end(), [](const Plot& plot) { return has_gap(plot); });
}

// Even in the logarithm, half of the values lie far below the largest; even in the values, half of it lies above its half.
bool prefers_logarithm(std::vector<double> values) {
    std::erase_if(values, [](double value) { return !std::isfinite(value) || value == 0.0; });
    if (values.size() < 3) return false;
    std::sort(values.begin(), values.end());
    const double median = values[(values.size() - 1) / 2];
    return values.front() > 0.0 && values.back() / values.front() >= 20.0 && median <= 0.2 * values.back();
}

}  // namespace keybound
