#include "keybound/report/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>

#include "keybound/core/error.hpp"

namespace keybound {

namespace {

constexpr std::array<const char*, 7> palette = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"};

std::string extension_of(const std::string& path) { return std::filesystem::path(path).extension().string(); }

// gnuplot's single-quoted strings know no escape but the doubled quote, and that one not at the beginning and not twice in a
// row; so each quote becomes a string of its own, joined by gnuplot's operator for that.
std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'')
            result += "'.\"'\".'";
        else if (c != '\n' && c != '\r')
            result += c;
    }
    return result + "'";
}

// A file name that gnuplot cannot take for anything else: it pipes into '|command' and expands '~'.
std::string file_name(const std::string& path) { return std::filesystem::path(path).is_absolute() ? path : "./" + path; }

std::string terminal_for(const std::string& path) {
    const std::string extension = extension_of(path);
    if (extension == ".png") return "pngcairo size 1100,640 font 'DejaVu Sans,12'";
    if (extension == ".pdf") return "pdfcairo size 22cm,12.8cm font 'DejaVu Sans,11'";
    return "svg size 1100,640 dynamic background rgb 'white' font 'DejaVu Sans,14'";
}

double best_at(const Plot& plot, std::size_t i, bool upper) {
    double best = std::numeric_limits<double>::quiet_NaN();
    for (const Curve& curve : plot.curves) {
        const double value = curve.values[i];
        if (curve.upper != upper || !(value > 0.0)) continue;
        if (std::isnan(best) || (upper ? value < best : value > best)) best = value;
    }
    return best;
}

// The smallest positive value of the plot: where the shading ends when nothing is proved from below.
double floor_of(const Plot& plot) {
    double least = std::numeric_limits<double>::infinity();
    for (const Curve& curve : plot.curves) {
        for (const double value : curve.values) {
            if (value > 0.0 && value < least) least = value;
        }
    }
    return least;
}

bool has_points(const Curve& curve) {
    return std::any_of(curve.values.begin(), curve.values.end(), [](double y) { return y > 0.0 && std::isfinite(y); });
}

bool has_points(const Plot& plot) {
    return std::any_of(plot.curves.begin(), plot.curves.end(), [](const Curve& curve) { return has_points(curve); });
}

std::string datum(double value) { return value > 0.0 && std::isfinite(value) ? fmt::format(" {}", value) : " ?"; }

std::string data_block(const Plot& plot) {
    const double floor = floor_of(plot);
    std::string text = "$data << END\n";
    for (std::size_t i = 0; i < plot.x.size(); ++i) {
        text += fmt::format("{}", plot.x[i]);
        const double lower = best_at(plot, i, false);
        text += datum(std::isnan(lower) ? floor : lower) + datum(best_at(plot, i, true));
        for (const Curve& curve : plot.curves) text += datum(curve.values[i]);
        text += "\n";
    }
    return text + "END\n";
}

}  // namespace

bool is_plot_file(const std::string& path) {
    const std::string extension = extension_of(path);
    return extension == ".svg" || extension == ".png" || extension == ".pdf";
}

std::string gnuplot_program(const Plot& plot, const std::string& path) {
    std::string text = data_block(plot);
    text += fmt::format("set terminal {}\nset output {}\n", terminal_for(path), quoted(file_name(path)));
    text += fmt::format("set title {} noenhanced\nset xlabel {} noenhanced\nset ylabel {} noenhanced\n", quoted(plot.title),
                        quoted(plot.x_label), quoted(plot.y_label));
    text +=
        "set datafile missing '?'\nset logscale y\nset format y '10^{%L}'\nset grid xtics ytics lt 1 lw 0.5 lc rgb '#e4e4e4'\n";
    text +=
        "set autoscale xfix\nunset mytics\nset border 3 lc rgb '#444444'\nset tics nomirror\nset key outside right top "
        "noenhanced spacing 1.3\n";
    if (!has_points(plot) && !plot.x.empty()) {  // gnuplot cannot choose the ranges of an empty picture
        const auto [least, largest] = std::minmax_element(plot.x.begin(), plot.x.end());
        text += fmt::format("set xrange [{}:{}]\nset yrange [0.1:1]\n", *least, *least < *largest ? *largest : *least + 1.0);
    }
    if (plot.x_logarithmic) text += "set logscale x\nset format x '10^{%L}'\n";
    text += "plot $data using 1:2:3 with filledcurves fc rgb '#eef3f7' title 'gap: unknown'";
    for (std::size_t k = 0; k < plot.curves.size(); ++k) {
        const Curve& curve = plot.curves[k];
        if (!has_points(curve)) continue;
        text += fmt::format(", \\\n  $data using 1:{} with lines lw 2.5 dt {} lc rgb '{}' title {}", k + 4, curve.upper ? 2 : 1,
                            palette[k % palette.size()], quoted(curve.label));
    }
    return text + "\n";
}

void draw(const Plot& plot, const std::string& path) {
    const auto fail = [&](const std::string& problem, const std::string& remedy) {
        throw UserError({"--plot", problem, path, "a writable .svg, .png or .pdf file", "", 0, remedy});
    };
    if (!is_plot_file(path)) fail("is not a known kind of picture", "end the name in .svg, .png or .pdf");
    if (std::system("command -v gnuplot > /dev/null 2>&1") != 0) {
        fail("gnuplot is not installed", "apt-get install gnuplot-nox, then repeat the command");
    }
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) fail("cannot be written", "check the folder and its permissions");
    std::fclose(file);
    std::FILE* pipe = popen("gnuplot > /dev/null 2>&1", "w");
    if (pipe == nullptr) fail("gnuplot cannot be started", "try gnuplot --version");
    const std::string program = gnuplot_program(plot, path);
    const bool written = std::fwrite(program.data(), 1, program.size(), pipe) == program.size();
    if (pclose(pipe) != 0 || !written) fail("gnuplot did not finish", "is the disk full?");
}

}  // namespace keybound
