// Curves, as every kind of picture draws them. Knows nothing of physics and of no drawing program.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace keybound {

enum class Line { solid, dashed, dash_dot, dotted };

// A name out of "solid", "dashed", "dash-dot", "dotted".
const char* to_string(Line line);
std::optional<Line> line_named(const std::string& name);

struct Curve {
    std::string label;           // curves of one label share a colour and an entry of the legend; "" has none
    std::vector<double> values;  // NaN where the curve has no point
    bool upper = false;          // upper bounds are dashed, lower bounds solid, unless `line` says otherwise
    std::optional<Line> line = std::nullopt;
    std::string colour = "";   // "#rrggbb"; "" takes the next of the palette
    std::string variant = "";  // what the line style stands for, where curves of one label differ by it: an entry of its own
    double width = 2.5;

    Line drawn_line() const { return line ? *line : upper ? Line::dashed : Line::solid; }
};

// One pair of axes with curves over the same abscissae.
struct Plot {
    std::string title;
    std::string x_label;
    std::string y_label;
    bool x_logarithmic = false;
    std::vector<double> x;
    std::vector<Curve> curves;
    bool y_logarithmic = true;  // points at or below 0 are left out of a logarithmic axis
    bool shaded = true;         // the gap between the best lower and the best upper bound
    std::optional<std::pair<double, double>> y_range = std::nullopt;
};

// One or several plots under one title, with one legend.
struct Picture {
    std::string title;
    std::vector<Plot> plots;
    std::string caption = "";  // for pages; a drawn picture has none
    std::string citation = "";
};

struct LegendEntry {
    std::string label;
    std::string colour;  // "" for an entry that explains a line style
    Line line = Line::solid;
    double width = 2.5;
};

// Gives every curve a colour: the same for the same label, in the order of first appearance.
Picture coloured(Picture picture);

// The legend of a picture whose curves are coloured: first the labels, then the variants.
std::vector<LegendEntry> legend_of(const Picture& picture);

// Is there something to shade: an upper bound in a shaded plot?
bool has_gap(const Plot& plot);
bool has_gap(const Picture& picture);

// Can `y` be drawn on the plot's ordinate?
bool drawable(const Plot& plot, double y);
bool has_points(const Plot& plot, const Curve& curve);
bool has_points(const Plot& plot);

// The best of the lower (largest) or upper (smallest) bounds at abscissa i; NaN if there is none to be drawn.
double best_at(const Plot& plot, std::size_t i, bool upper);

// The ends of the ordinate: `y_range` if there is one, else whole decades, or from 0, around all that can be drawn. The shading
// begins at the lower end where nothing is proved from below.
std::pair<double, double> ordinate_of(const Plot& plot);

// Colours that people with colour-vision deficiency tell apart (Okabe and Ito 2008), and `count` colours in a row from dark to
// light (after "plasma"), for curves that are ordered.
std::string palette_colour(std::size_t index);
std::string ordered_colour(std::size_t index, std::size_t count);

// Is a logarithmic axis the better one for these values? Those at 0 have no say: it leaves them out.
bool prefers_logarithm(std::vector<double> values);

}  // namespace keybound
