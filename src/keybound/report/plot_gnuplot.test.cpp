#include "keybound/report/plot_gnuplot.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <sstream>

#include "keybound/core/error.hpp"
#include "support/temporary_folder.hpp"

namespace keybound {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Plot two_curves() {
    Plot plot;
    plot.title = "title";
    plot.x_label = "km";
    plot.y_label = "bit/s";
    plot.x = {0.0, 50.0, 100.0};
    plot.curves = {{"lower", {1e6, 1e4, nan}, false}, {"upper", {infinity, 1e5, 1e3}, true}};
    return plot;
}

std::string program_of(const Plot& plot, const std::string& path) { return gnuplot_program({"", {plot}}, path); }

void draw_plot(const Plot& plot, const std::string& path) { draw({"", {plot}}, path, "--plot"); }

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::vector<std::string> data_lines(const std::string& program) {
    std::istringstream stream(program);
    std::vector<std::string> lines;
    std::string line;
    std::getline(stream, line);
    EXPECT_EQ(line, "$data0 << END");
    while (std::getline(stream, line) && line != "END") lines.push_back(line);
    return lines;
}

// What gnuplot reads as commands: everything outside of quotes and data. Each string becomes an S.
std::string commands_of(const std::string& program) {
    std::istringstream stream(program);
    std::string commands;
    bool data = false;
    for (std::string line; std::getline(stream, line);) {
        if (line == "$data0 << END") data = true;
        char quote = 0;
        for (const char c : line) {
            if (data) break;
            if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                commands += 'S';
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0) {
                commands += c;
            }
            EXPECT_FALSE(quote == '"' && (c == '`' || c == '\\')) << "double quotes are not harmless: " << line;
        }
        EXPECT_EQ(quote, 0) << "a string that does not end: " << line;
        commands += '\n';
        if (line == "END") data = false;
    }
    return commands;
}

TEST(IsPlotFile, KnowsThreeEndings) {
    for (const char* path : {"a.svg", "a.png", "a.pdf", "/x/y.z/a.b.svg", "./.a.png"}) EXPECT_TRUE(is_plot_file(path)) << path;
    for (const char* path : {"", "a", "svg", ".svg", "a.svg/", "a.svg.txt", "a.SVG", "a.jpg", "a.", "a.svg ", "a.svgz"}) {
        EXPECT_FALSE(is_plot_file(path)) << path;
    }
}

TEST(GnuplotProgram, WritesEveryPointOnce) {
    const auto lines = data_lines(program_of(two_curves(), "a.svg"));
    ASSERT_EQ(lines.size(), 3u);
    // x, best lower, best upper, then the curves
    EXPECT_EQ(lines[0], "0 1000000 ? 1000000 ?");
    EXPECT_EQ(lines[1], "50 10000 100000 10000 100000");
    EXPECT_EQ(lines[2].rfind("100 ", 0), 0u);
    EXPECT_EQ(lines[2].substr(lines[2].size() - 7), " ? 1000");
}

TEST(GnuplotProgram, LeavesOutWhatALogarithmicAxisCannotShow) {
    Plot plot = two_curves();
    plot.curves[0].values = {0.0, -1.0, nan};
    for (const std::string& line : data_lines(program_of(plot, "a.svg"))) {
        std::istringstream cells(line);
        std::string x;
        std::string cell;
        cells >> x;
        while (cells >> cell) EXPECT_TRUE(cell == "?" || std::stod(cell) > 0.0) << line;
        EXPECT_FALSE(holds(line, "nan") || holds(line, "inf")) << line;
    }
}

TEST(GnuplotProgram, TakesTheBestOfSeveralBounds) {
    Plot plot = two_curves();
    plot.curves = {{"l1", {1.0, 5.0, 2.0}, false},
                   {"l2", {3.0, 4.0, nan}, false},
                   {"u1", {10.0, 30.0, nan}, true},
                   {"u2", {20.0, 20.0, 7.0}, true}};
    const auto lines = data_lines(program_of(plot, "a.svg"));
    EXPECT_EQ(lines[0].rfind("0 3 10 ", 0), 0u) << lines[0];
    EXPECT_EQ(lines[1].rfind("50 5 20 ", 0), 0u) << lines[1];
    EXPECT_EQ(lines[2].rfind("100 2 7 ", 0), 0u) << lines[2];
}

TEST(GnuplotProgram, DrawsUpperBoundsDashed) {
    const std::string program = program_of(two_curves(), "a.svg");
    EXPECT_TRUE(holds(program, "using 1:4 with lines lw 2.5 dt 1 lc rgb '#0072B2' notitle")) << program;
    EXPECT_TRUE(holds(program, "keyentry with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'lower'")) << program;
    EXPECT_TRUE(holds(program, "using 1:5 with lines lw 2.5 dt (9,5) lc rgb '#D55E00' notitle")) << program;
}

TEST(GnuplotProgram, ChoosesTheTerminalByTheEnding) {
    EXPECT_TRUE(holds(program_of(two_curves(), "a.svg"), "set terminal svg "));
    EXPECT_TRUE(holds(program_of(two_curves(), "a.png"), "set terminal pngcairo "));
    EXPECT_TRUE(holds(program_of(two_curves(), "a.pdf"), "set terminal pdfcairo "));
}

TEST(GnuplotProgram, IsLogarithmicInXWhenAsked) {
    Plot plot = two_curves();
    EXPECT_FALSE(holds(program_of(plot, "a.svg"), "\nset logscale x"));
    EXPECT_TRUE(holds(program_of(plot, "a.svg"), "\nset logscale y"));
    plot.x_logarithmic = true;
    EXPECT_TRUE(holds(program_of(plot, "a.svg"), "\nset logscale x"));
}

// Labels come from files and from the command line; none may end its string or its line and become a command.
TEST(GnuplotProgram, LabelsCannotBecomeCommands) {
    for (const std::string evil :
         {"'; system('touch pwned'); '", "''; system('touch pwned'); ''", "'''", "x'\nsystem 'touch pwned'\n'",
          "x\r\nEND\nsystem 'touch pwned'", "`touch pwned`", "\\'; !touch pwned", "@macro", "\"$(touch pwned)\""}) {
        for (const int place : {0, 1, 2, 3, 4}) {
            Plot plot = two_curves();
            if (place == 0) plot.title = evil;
            if (place == 1) plot.x_label = evil;
            if (place == 2) plot.y_label = evil;
            if (place >= 3) plot.curves[static_cast<std::size_t>(place - 3)].label = evil;
            const std::string commands = commands_of(program_of(plot, "a.svg"));
            for (const char* word : {"touch", "system", "!", "`", "@", "\r"}) EXPECT_FALSE(holds(commands, word)) << commands;
        }
    }
}

TEST(GnuplotProgram, PathsCannotBecomeCommands) {
    const std::string program = program_of(two_curves(), "it's'; system('touch pwned'); '.svg");
    EXPECT_FALSE(holds(commands_of(program), "system")) << program;
    EXPECT_TRUE(holds(program_of(two_curves(), "it's.svg"), "set output './it'.\"'\".'s.svg'\n"));
    // gnuplot takes a leading bar for a pipe and a leading tilde for a home directory.
    EXPECT_TRUE(holds(program_of(two_curves(), "|touch pwned;.svg"), "set output './|touch pwned;.svg'\n"));
    EXPECT_TRUE(holds(program_of(two_curves(), "~/a.svg"), "set output './~/a.svg'\n"));
    EXPECT_TRUE(holds(program_of(two_curves(), "/tmp/a.svg"), "set output '/tmp/a.svg'\n"));
}

class Draw : public testing::Test {
 protected:
    void SetUp() override {
        if (std::system("command -v gnuplot > /dev/null 2>&1") != 0) GTEST_SKIP() << "gnuplot is not installed";
    }
    test::TemporaryFolder folder_;
};

TEST_F(Draw, WritesThePicture) {
    for (const char* name : {"a.svg", "it's a picture.svg", "''''.svg", "\"a\\n\".svg", "`a`.svg"}) {
        draw_plot(two_curves(), folder_.file(name));
        const std::string picture = test::text_of_file(folder_.file(name));
        EXPECT_TRUE(holds(picture, "<svg")) << name;
        EXPECT_TRUE(holds(picture, "</svg>")) << name;
        EXPECT_TRUE(holds(picture, "lower")) << name;
    }
}

TEST_F(Draw, RunsNothingButGnuplot) {
    const std::string witness = folder_.file("pwned");
    Plot plot = two_curves();
    plot.title = "'; system('touch " + witness + "'); '";
    plot.x_label = "`touch " + witness + "`";
    plot.curves[0].label = "\"\nsystem 'touch " + witness + "'\n";
    draw_plot(plot, folder_.file("a.svg"));
    EXPECT_FALSE(std::filesystem::exists(witness));
}

TEST_F(Draw, TakesABarInTheNameForABar) {
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(folder_.file(""));
    draw_plot(two_curves(), "|touch pwned;.svg");
    std::filesystem::current_path(before);
    EXPECT_FALSE(std::filesystem::exists(folder_.file("pwned")));
    EXPECT_TRUE(holds(test::text_of_file(folder_.file("|touch pwned;.svg")), "</svg>"));
}

// A sweep in which nothing is proved is no reason to fail.
TEST_F(Draw, DrawsAnEmptyPicture) {
    for (const bool logarithmic : {false, true}) {
        for (const std::vector<double>& x : {std::vector<double>{1.0, 10.0, 100.0}, {1.0}, {100.0, 10.0, 1.0}}) {
            Plot plot = two_curves();
            plot.x_logarithmic = logarithmic;
            plot.x = x;
            for (Curve& curve : plot.curves) curve.values.assign(x.size(), nan);
            EXPECT_NO_THROW(draw_plot(plot, folder_.file("empty.svg")));
            EXPECT_TRUE(holds(test::text_of_file(folder_.file("empty.svg")), "</svg>"));
        }
    }
}

TEST_F(Draw, DrawsOneCurveAndOnePoint) {
    Plot plot = two_curves();
    plot.x = {3.0};
    plot.curves = {{"lower", {1e6}, false}};
    EXPECT_NO_THROW(draw_plot(plot, folder_.file("point.png")));
    EXPECT_GT(std::filesystem::file_size(folder_.file("point.png")), 1000u);
}

TEST_F(Draw, NamesAFileThatCannotBeWritten) {
    try {
        draw_plot(two_curves(), folder_.file("no such folder/a.svg"));
        FAIL();
    } catch (const UserError& error) {
        EXPECT_EQ(error.mistake().path, "--plot");
        EXPECT_EQ(error.mistake().problem, "cannot be written");
        EXPECT_EQ(error.mistake().value, folder_.file("no such folder/a.svg"));
        EXPECT_NE(error.mistake().remedy, "");
    }
}

TEST_F(Draw, RefusesOtherKindsOfPicture) { EXPECT_THROW(draw_plot(two_curves(), folder_.file("a.jpg")), UserError); }

}  // namespace
}  // namespace keybound
