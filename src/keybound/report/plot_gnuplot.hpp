// A picture by gnuplot, which runs as a separate program.
#pragma once

#include <string>

#include "keybound/report/plot.hpp"

namespace keybound {

// True for .svg, .png and .pdf.
bool is_plot_file(const std::string& path);

// The gnuplot program that draws `picture` into `path`: the plots in rows, one legend beside them, the gap between the best
// lower and the best upper bound shaded.
std::string gnuplot_program(const Picture& picture, const std::string& path);

// Runs it. `option` is where the user gave the path, for messages. Throws UserError if gnuplot is missing (naming the remedy)
// or the file cannot be written.
void draw(const Picture& picture, const std::string& path, const std::string& option);

}  // namespace keybound
