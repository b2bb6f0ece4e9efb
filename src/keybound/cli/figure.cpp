// keybound figure list | NAME | all: the sweeps, pictures, pages and claims of the folders of figures/.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>

#include "keybound/cli/cli.hpp"
#include "keybound/cli/command.hpp"
#include "keybound/cli/figures.hpp"
#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"
#include "keybound/report/figure_spec.hpp"
#include "keybound/report/plot_gnuplot.hpp"
#include "keybound/report/plot_html.hpp"

namespace keybound {

namespace fs = std::filesystem;

namespace {

struct FigureCommand {
    std::string name;
    std::string output = ".";
    std::string figures;
    std::string format = "svg";
    bool check = false;
    bool coarse = false;
};

// A folder of its own for tables that nobody asked to keep.
class ScratchFolder {
 public:
    ScratchFolder() {
        std::string name = (fs::temp_directory_path() / "keybound-figure-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            throw UserError({"TMPDIR", "is not writable", name, "", "", 0, "set TMPDIR to a folder that is"});
        path = name;
    }
    ~ScratchFolder() {
        std::error_code error;
        fs::remove_all(path, error);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    fs::path path;
};

// The table of one sweep: what `keybound sweep` writes for the same words.
CsvTable table_of(const FigureSweep& sweep, const fs::path& file, bool coarse, CommandContext& context) {
    std::vector<std::string> words = {"sweep", sweep.scenario, "--force", "-o", file.string()};
    for (const std::string& assignment : sweep.set) words.insert(words.end(), {"--set", assignment});
    for (const auto& [option, value] : sweep.options) words.insert(words.end(), {option, value});
    for (const std::string& axis : coarse ? sweep.coarse : sweep.over) words.insert(words.end(), {"--over", axis});
    const int code = run_command_line(words, context.out, context.err);
    if (code != exit_proved && code != exit_nothing_proved) {
        context.exit_code = code;
        throw UserError({"sweep " + sweep.name, "of the figure failed", "", "", sweep.scenario, 0, "mend what is named above"});
    }
    return read_csv_table(file.string());
}

bool print_claims(const FigureSpec& figure, const FigureTables& tables, bool all, CommandContext& context) {
    const std::vector<Series> series = figure_series(figure, tables);
    bool every = true;
    for (const Claim& claim : figure.claims) {
        const ClaimResult result = judge(claim, series);
        every = every && result.holds;
        if (!all && result.holds) continue;
        (all ? context.out : context.err) << fmt::format("{} {}: {} ({})\n", result.holds ? "holds " : "FAILS ", figure.name,
                                                         claim.says, result.detail);
    }
    return every;
}

void make_figure(const FigureCommand& command, const std::string& name, CommandContext& context) {
    const FigureSpec figure = read_figure((fs::path(command.figures) / name).string());
    std::optional<ScratchFolder> scratch;
    if (command.check) scratch.emplace();
    const fs::path folder = scratch ? scratch->path : fs::path(command.output);
    FigureTables tables;
    for (const FigureSweep& sweep : figure.sweeps) {
        const std::string stem = figure.sweeps.size() == 1 ? name : name + "-" + sweep.name;
        const fs::path file = folder / (stem + ".csv");
        tables[sweep.name] = table_of(sweep, file, command.coarse, context);
        if (!command.check) context.out << file.string() << "\n";
    }
    if (!print_claims(figure, tables, command.check, context)) context.exit_code = exit_nothing_proved;
    if (command.check) return;
    const Picture picture = figure_picture(figure, tables);
    const std::string page = (folder / (name + ".html")).string();
    write_file(page, html_page(picture), "-o");
    context.out << page << "\n";
    const std::string drawing = (folder / (name + "." + command.format)).string();
    draw(picture, drawing, "--format");
    context.out << drawing << "\n";
}

void run_figure(FigureCommand command, CommandContext& context) {
    command.figures = figures_folder(command.figures);
    const std::vector<std::string> names = figure_names(command.figures);
    if (command.name == "list") {
        for (const std::string& name : names)
            context.out << fmt::format("{:<24} {}\n", name, read_figure((fs::path(command.figures) / name).string()).title);
        return;
    }
    const bool known = std::find(names.begin(), names.end(), command.name) != names.end();
    if (!known && command.name != "all") {
        const std::string near = nearest(command.name, names);
        throw UserError({"NAME", "is not a figure", shortened(command.name), "list, all, " + join(names), command.figures, 0,
                         near.empty() ? "see keybound figure list" : "did you mean " + near + "?"});
    }
    std::error_code error;
    if (!command.check) fs::create_directories(command.output, error);
    for (const std::string& name : names) {
        if (command.name == "all" || command.name == name) make_figure(command, name, context);
    }
}

}  // namespace

std::string figures_folder(const std::string& asked) {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const std::vector<fs::path> places = {program.parent_path().parent_path() / "share/keybound/figures", KEYBOUND_FIGURES};
    if (!asked.empty()) {
        if (fs::is_directory(asked, error)) return asked;
        throw UserError({"--figures", "is not a folder", asked, "a folder with one folder per figure", "command line", 0,
                         "check the path"});
    }
    for (const fs::path& place : places) {
        if (fs::is_directory(place, error)) return place.string();
    }
    throw UserError({"--figures", "is needed: no folder of figures was found", "",
                     places[0].string() + ", " + places[1].string(), "", 0, "give the folder figures/ of the source tree"});
}

void add_figure_command(Program& program, CommandContext& context) {
    auto options = std::make_shared<FigureCommand>();
    const Command command = program.command("figure", "published figures anew: tables, pictures, pages, and claims checked");
    command.argument("NAME", options->name, "list, all, or the name of a figure");
    command.option("-o,--output", options->output, "folder for tables, pictures and pages (default: this one)");
    command.option("--format", options->format, "kind of picture (needs gnuplot): svg (default), png or pdf")
        .one_of({"svg", "png", "pdf"});
    command.flag("--check", options->check, "only check the figure's claims and print each verdict; writes nothing");
    command.flag("--coarse", options->coarse, "few points, as the tests take");
    command.option("--figures", options->figures, "folder of figures (default: the installed one)");
    command.footer(
        "Examples:\n"
        "  keybound figure list\n"
        "  keybound figure leaky-source-rates --coarse -o gallery\n"
        "  keybound figure all --check --coarse\n"
        "Exit code 1: a claim does not hold.");
    command.runs([options, &context] { run_figure(*options, context); });
}

}  // namespace keybound
