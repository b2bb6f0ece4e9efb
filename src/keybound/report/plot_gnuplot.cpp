#include "keybound/report/plot_gnuplot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "keybound/core/error.hpp"

namespace keybound {

namespace {

constexpr const char* gap_colour = "#EAF0F5";
constexpr const char* ink = "#444444";

std::string extension_of(const std::string& path) { return std::filesystem::path(path).extension().string(); }

// gnuplot's single-quoted strings know no escape but the doubled quote, and that one not at the beginning and not twice in a
// row; so each quote becomes a string of its own, joined by gnuplot's operator for that.
std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'')
            result += "'.\"'\".'";
        else if (static_cast<unsigned char>(c) >= 0x20)
            result += c;
    }
    return result + "'";
}

// A file name that gnuplot cannot take for anything else: it pipes into '|command' and expands '~'.
std::string file_name(const std::string& path) { return std::filesystem::path(path).is_absolute() ? path : "./" + path; }

// Lengths in pixels; every kind of file is drawn from the same layout.
struct Layout {
    std::size_t columns = 1;
    std::size_t rows = 1;
    double plot_width = 690;
    double plot_height = 480;
    double top = 24;
    double legend_width = 0;
    double width = 0;
    double height = 0;

    static constexpr double left = 104;    // tics and label of the ordinate
    static constexpr double between = 74;  // the same without the label
    static constexpr double below = 66;    // tics and label of the abscissa
    static constexpr double above = 32;    // title of a plot
};

std::size_t length_of(const std::string& utf8) {
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool has_titles(const Picture& picture) {
    return std::any_of(picture.plots.begin(), picture.plots.end(), [](const Plot& plot) { return !plot.title.empty(); });
}

Layout layout_of(const Picture& picture, const std::vector<LegendEntry>& legend) {
    Layout layout;
    const std::size_t count = std::max<std::size_t>(picture.plots.size(), 1);
    layout.columns = count <= 3 ? count : count == 4 ? 2 : 3;
    layout.rows = (count + layout.columns - 1) / layout.columns;
    if (count > 1) {
        layout.plot_width = layout.rows > 1 ? 330 : 430;
        layout.plot_height = layout.rows > 1 ? 270 : 430;
    }
    if (!picture.title.empty()) layout.top += 26;
    if (has_titles(picture)) layout.top += Layout::above - 12;
    std::size_t letters = has_gap(picture) ? 12 : 0;
    for (const LegendEntry& entry : legend) letters = std::max(letters, length_of(entry.label));
    layout.legend_width = letters == 0 ? 20 : 66 + 8.2 * static_cast<double>(std::min<std::size_t>(letters, 60));
    const auto columns = static_cast<double>(layout.columns);
    const auto rows = static_cast<double>(layout.rows);
    layout.width =
        std::ceil(Layout::left + columns * layout.plot_width + (columns - 1) * Layout::between + layout.legend_width);
    layout.height = std::ceil(layout.top + rows * (layout.plot_height + Layout::below) + (rows - 1) * Layout::above);
    return layout;
}

std::string terminal_for(const std::string& path, const Layout& layout) {
    const std::string extension = extension_of(path);
    if (extension == ".png") return fmt::format("pngcairo size {},{} font 'DejaVu Sans,10.5'", layout.width, layout.height);
    if (extension == ".pdf") {
        return fmt::format("pdfcairo size {:.2f}cm,{:.2f}cm font 'DejaVu Sans,8.4'", layout.width / 48, layout.height / 48);
    }
    return fmt::format("svg size {},{} dynamic background rgb 'white' font 'DejaVu Sans,14'", layout.width, layout.height);
}

std::string datum(const Plot& plot, double value) { return drawable(plot, value) ? fmt::format(" {}", value) : " ?"; }

// x, the best lower and the best upper bound, and the curves.
std::string data_block(const Plot& plot, std::size_t number) {
    const double floor = ordinate_of(plot).first;
    std::string text = fmt::format("$data{} << END\n", number);
    for (std::size_t i = 0; i < plot.x.size(); ++i) {
        text += std::isfinite(plot.x[i]) ? fmt::format("{}", plot.x[i]) : "?";
        const double lower = best_at(plot, i, false);
        text += datum(plot, std::isnan(lower) ? floor : lower) + datum(plot, best_at(plot, i, true));
        for (const Curve& curve : plot.curves) text += datum(plot, curve.values[i]);
        text += "\n";
    }
    return text + "END\n";
}

std::string style(const std::string& colour, Line line, double width) {
    constexpr std::array<const char*, 4> dashes = {"1", "(9,5)", "(9,4,2,4)", "(2,4)"};
    return fmt::format("with lines lw {} dt {} lc rgb '{}'", width, dashes[static_cast<std::size_t>(line)],
                       colour.empty() ? ink : colour);
}

std::string axes_of(const Plot& plot) {
    const auto [bottom, top] = ordinate_of(plot);
    std::string text = fmt::format("set yrange [{}:{}]\n", bottom, top);
    text += plot.y_logarithmic ? "set logscale y\nset format y '10^{%L}'\n" : "unset logscale y\nset format y '%h'\n";
    std::vector<double> x = plot.x;
    std::erase_if(x, [&](double value) { return !std::isfinite(value) || (plot.x_logarithmic && !(value > 0.0)); });
    if (x.empty()) x = {1.0};
    const auto [least, largest] = std::minmax_element(x.begin(), x.end());
    const double end = *least < *largest ? *largest : plot.x_logarithmic ? *least * 10.0 : *least + 1.0;
    text += fmt::format("set xrange [{}:{}]\n", *least, end);
    return text + (plot.x_logarithmic ? "set logscale x\nset format x '10^{%L}'\n" : "unset logscale x\nset format x '%h'\n");
}

std::string place_of(const Layout& layout, std::size_t number) {
    const auto column = static_cast<double>(number % layout.columns);
    const auto row = static_cast<double>(number / layout.columns);
    const double left = Layout::left + column * (layout.plot_width + Layout::between);
    const double top = layout.top + row * (layout.plot_height + Layout::below + Layout::above);
    return fmt::format("set lmargin at screen {:.5f}\nset rmargin at screen {:.5f}\n", left / layout.width,
                       (left + layout.plot_width) / layout.width) +
           fmt::format("set tmargin at screen {:.5f}\nset bmargin at screen {:.5f}\n", 1.0 - top / layout.height,
                       1.0 - (top + layout.plot_height) / layout.height);
}

std::string legend_entries(const Picture& picture, const std::vector<LegendEntry>& legend) {
    std::string text;
    for (const LegendEntry& entry : legend) {
        text += fmt::format(", \\\n  keyentry {} title {}", style(entry.colour, entry.line, entry.width), quoted(entry.label));
    }
    if (has_gap(picture)) {
        text += fmt::format(", \\\n  keyentry with boxes fs solid 1 noborder fc rgb '{}' title 'gap: unknown'", gap_colour);
    }
    return text;
}

std::string plot_command(const Plot& plot, std::size_t number) {
    const std::string data = fmt::format("$data{}", number);
    std::string text = "plot ";
    // gnuplot demands something to draw
    text +=
        has_gap(plot) ? fmt::format("{} using 1:2:3 with filledcurves fc rgb '{}' notitle", data, gap_colour) : "NaN notitle";
    for (std::size_t k = 0; k < plot.curves.size(); ++k) {
        const Curve& curve = plot.curves[k];
        if (!has_points(plot, curve)) continue;
        text +=
            fmt::format(", \\\n  {} using 1:{} {} notitle", data, k + 4, style(curve.colour, curve.drawn_line(), curve.width));
        const bool lonely = plot.x.size() == 1;  // a line needs two points
        if (lonely)
            text += fmt::format(", \\\n  {} using 1:{} with points pt 7 lc rgb '{}' notitle", data, k + 4, curve.colour);
    }
    return text;
}

}  // namespace

bool is_plot_file(const std::string& path) {
    const std::string extension = extension_of(path);
    return extension == ".svg" || extension == ".png" || extension == ".pdf";
}

std::string gnuplot_program(const Picture& uncoloured, const std::string& path) {
    const Picture picture = coloured(uncoloured);
    const std::vector<LegendEntry> legend = legend_of(picture);
    const Layout layout = layout_of(picture, legend);
    std::string text;
    for (std::size_t k = 0; k < picture.plots.size(); ++k) text += data_block(picture.plots[k], k);
    text += fmt::format("set terminal {}\nset output {}\n", terminal_for(path, layout), quoted(file_name(path)));
    text += fmt::format(
        "set datafile missing '?'\nset grid xtics ytics lt 1 lw 0.6 lc rgb '#E6E6E6'\nset border 3 lc rgb '{0}'\n"
        "set tics nomirror textcolor rgb '{0}'\nset mxtics 1\nset mytics 1\nset samples 2\n",
        ink);
    text += "set multiplot\n";
    if (!picture.title.empty()) {
        text +=
            fmt::format("set label 1 {} noenhanced at screen {:.5f},{:.5f} left font ',{}'\n", quoted(picture.title),
                        Layout::left / layout.width, 1.0 - 22.0 / layout.height, extension_of(path) == ".svg" ? "16" : "12");
    }
    for (std::size_t k = 0; k < picture.plots.size(); ++k) {
        const Plot& plot = picture.plots[k];
        const bool first_column = k % layout.columns == 0;
        const bool last = k + 1 == picture.plots.size();
        text += axes_of(plot) + place_of(layout, k);
        text += fmt::format("set title {} noenhanced offset 0,-0.4\nset xlabel {} noenhanced\nset ylabel {} noenhanced\n",
                            quoted(plot.title), quoted(plot.x_label), first_column ? quoted(plot.y_label) : "''");
        if (last) {
            text +=
                fmt::format("set key at screen {:.5f},{:.5f} left top Left reverse noenhanced samplen 2.6 spacing 1.35\n",
                            (layout.width - layout.legend_width + 14) / layout.width, 1.0 - (layout.top - 6) / layout.height);
        } else {
            text += "unset key\n";
        }
        text += plot_command(plot, k) + (last ? legend_entries(picture, legend) : "") + "\nunset label 1\n";
    }
    return text + "unset multiplot\n";
}

void draw(const Picture& picture, const std::string& path, const std::string& option) {
    const auto fail = [&](const std::string& problem, const std::string& remedy) {
        throw UserError({option, problem, path, "a writable .svg, .png or .pdf file", "", 0, remedy});
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
    const std::string program = gnuplot_program(picture, path);
    const bool written = std::fwrite(program.data(), 1, program.size(), pipe) == program.size();
    if (pclose(pipe) != 0 || !written) fail("gnuplot did not finish", "is the disk full?");
}

}  // namespace keybound
