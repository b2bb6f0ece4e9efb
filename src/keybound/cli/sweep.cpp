// keybound sweep FILE --over key=values: a table, and a plot, over one key.
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <ostream>

#include "keybound/cli/cli.hpp"
#include "keybound/cli/command.hpp"
#include "keybound/core/error.hpp"
#include "keybound/report/plot_gnuplot.hpp"
#include "keybound/report/plot_table.hpp"
#include "keybound/report/sweep_table.hpp"

namespace keybound {

namespace {

struct SweepOptions {
    ScenarioOptions scenario;
    std::string over;
    std::string output;
    std::string plot;
};

std::vector<Scenario> resolve_all(const SweepOptions& options, const Axis& axis) {
    RawScenario raw = read_raw_scenario(options.scenario.file);
    for (const std::string& assignment : options.scenario.overrides) apply_override(raw, assignment);
    const Vocabulary words = vocabulary();
    std::vector<Scenario> scenarios;
    for (const std::string& value : axis.values) {
        RawScenario point = raw;
        apply_override(point, axis.key + "=" + value, "--over");
        scenarios.push_back(resolve(point, words));
    }
    return scenarios;
}

// The picture that --plot asks for: the same as that of `keybound plot` for the same table.
class SweepPicture {
 public:
    SweepPicture(const SweepTable& table, const Axis& axis, const Scenario& first) {
        const bool one_leakage = axis.key != "source.leakage" && axis.key != "protocol.name";
        request_.title = "Secret key";
        if (one_leakage) request_.title += fmt::format(" of {}, leakage {:g}", first.protocol.name, first.source.leakage.front());
        request_.option = "--plot";
        table_.columns = table.columns();
        // rows without results: a sweep that cannot be drawn is refused before it is computed
        for (const std::string& value : axis.values) {
            table_.rows.emplace_back(table_.columns.size());
            table_.rows.back().front() = value;
        }
        picture_of_table(table_, request_);
    }

    void add(std::size_t index, const TableRow& row) { table_.rows[index] = row; }
    void draw_into(const std::string& path) const { draw(picture_of_table(table_, request_), path, request_.option); }

 private:
    PlotRequest request_;
    CsvTable table_;
};

// A bar on standard error, only if a person is looking.
void show_progress(std::size_t done, std::size_t total) {
    static const bool terminal = isatty(STDERR_FILENO) != 0;
    if (!terminal) return;
    const std::size_t filled = 40 * done / total;
    fmt::print(stderr, "\r[{}{}] {}/{}{}", std::string(filled, '#'), std::string(40 - filled, '.'), done, total,
               done == total ? "\n" : "");
}

void run_sweep(const SweepOptions& options, CommandContext& context) {
    if (!options.plot.empty() && !is_plot_file(options.plot)) {
        throw UserError({"--plot", "is not a known kind of picture", options.plot, "a name ending in .svg, .png or .pdf",
                         "command line", 0, "choose one of the three endings"});
    }
    reject_overwriting(options.output, "-o", options.scenario.file);
    reject_overwriting(options.plot, "--plot", options.scenario.file);
    reject_overwriting(options.plot, "--plot", options.output);
    const Axis axis = parse_axis(options.over);
    const std::vector<Scenario> scenarios = resolve_all(options, axis);
    const SweepTable table(axis, scenarios);
    std::optional<SweepPicture> picture;
    if (!options.plot.empty()) picture.emplace(table, axis, scenarios.front());

    std::ofstream file;
    if (!options.output.empty()) file.open(options.output, std::ios::binary);
    std::ostream& stream = options.output.empty() ? context.out : file;
    const auto check = [&] {
        if (stream) return;
        throw UserError({"-o", "cannot be written", options.output, "a file in a folder that exists and has space",
                         "command line", 0, "check the folder, its permissions and the disk; rows written before are kept"});
    };
    stream << table.header();
    check();
    bool proved = false;
    const auto row_of = [&](std::size_t index) {
        const Result result = evaluate(scenarios[index]);
        proved = proved || result.proved_something();
        return table.row(index, result);
    };
    const auto on_row = [&](std::size_t index, const TableRow& row) {
        if (picture) picture->add(index, row);
        stream << SweepTable::line(row) << std::flush;
        check();
        show_progress(index + 1, scenarios.size());
    };
    sweep(scenarios.size(), row_of, on_row);
    if (picture) picture->draw_into(options.plot);
    context.exit_code = proved ? exit_proved : exit_nothing_proved;
}

}  // namespace

void add_sweep_command(CLI::App& app, CommandContext& context) {
    auto options = std::make_shared<SweepOptions>();
    CLI::App* command = app.add_subcommand("sweep", "a table of all bounds over one key");
    options->scenario.add_to(*command);
    command->add_option("--over", options->over, "table.key=FROM:TO:STEP, FROM:TO:log:COUNT or a,b,c")->required();
    command->add_option("-o,--output", options->output, "CSV file (default: standard output)");
    command->add_option("--plot", options->plot, "picture of the rates: .svg, .png or .pdf (needs gnuplot)");
    command->footer(
        "Examples:\n"
        "  keybound sweep scenarios/leaky-bb84.toml --over channel.fibre_km=0:250:5 -o out.csv --plot out.svg\n"
        "  keybound sweep scenarios/leaky-bb84.toml --over source.leakage=1e-12:1e-3:log:37 -o leakage.csv --plot leakage.png\n"
        "  keybound sweep scenarios/leaky-bb84.toml --over protocol.name=bb84,three-state");
    command->callback([options, &context] { run_sweep(*options, context); });
}

}  // namespace keybound
