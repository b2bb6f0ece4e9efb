// A figure as its folder describes it (docs/guide/plotting.md): sweeps to run, curves to draw, claims to check. And what
// becomes of it once the tables are there. Knows nothing of physics, and of no particular figure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "keybound/report/claim.hpp"
#include "keybound/report/plot.hpp"
#include "keybound/study/csv_table.hpp"

namespace keybound {

struct FigureSweep {
    std::string name;
    std::string scenario;             // path of the scenario file
    std::vector<std::string> set;     // as after --set
    std::vector<std::string> over;    // as after --over
    std::vector<std::string> coarse;  // the same on a grid for tests
    std::string solved_for;           // as after --for: the key whose values are the curves; "" for a sweep of rates
    std::vector<std::pair<std::string, std::string>> options = {};  // further words of keybound sweep, with their values
};

struct FigurePanel {
    std::string name;
    std::string title;
    std::string x;  // swept key
    std::string x_label;
    std::string y_label;
    std::string quantity;  // "": rates, or the key that the curve's sweep is solved for
    bool shaded = false;
    std::optional<std::pair<double, double>> y_range;
};

struct FigureCurve {
    std::string name;
    std::string panel;
    std::string sweep;
    std::string proof;      // or:
    std::string statistic;  // a number of the link instead of a proof, drawn as factor * number^power
    double factor = 1.0;
    double power = 1.0;
    std::vector<std::string> where;
    Curve style;  // label, line, colour, variant, width
};

struct FigureSpec {
    std::string name;
    std::string title;
    std::string caption;
    std::string citation;
    std::vector<FigureSweep> sweeps;
    std::vector<FigurePanel> panels;
    std::vector<FigureCurve> curves;
    std::vector<Claim> claims;
};

// Reads folder/figure.toml. Throws UserError.
FigureSpec read_figure(const std::string& folder);

// The folders of `root` that hold a figure.toml, by name.
std::vector<std::string> figure_names(const std::string& root);

// The table of each sweep, by its name.
using FigureTables = std::map<std::string, CsvTable>;

Picture figure_picture(const FigureSpec& figure, const FigureTables& tables);
std::vector<Series> figure_series(const FigureSpec& figure, const FigureTables& tables);

}  // namespace keybound
