// Curves as a picture, by gnuplot. Knows nothing of physics.
#pragma once

#include <string>
#include <vector>

namespace keybound {

struct Curve {
    std::string label;
    std::vector<double> values;  // NaN where the curve has no point
    bool upper = false;          // upper bounds are dashed, lower bounds solid
};

struct Plot {
    std::string title;
    std::string x_label;
    std::string y_label;
    bool x_logarithmic = false;
    std::vector<double> x;
    std::vector<Curve> curves;
};

// True for .svg, .png and .pdf.
bool is_plot_file(const std::string& path);

// The gnuplot program that draws `plot` into `path`: logarithmic ordinate, colour-blind-safe colours (Okabe and Ito), legend
// outside of the data, the gap between the best lower and the best upper bound shaded. Points at or below 0 are left out.
std::string gnuplot_program(const Plot& plot, const std::string& path);

// Runs it. Throws UserError if gnuplot is missing (naming the remedy) or the file cannot be written.
void draw(const Plot& plot, const std::string& path);

}  // namespace keybound
