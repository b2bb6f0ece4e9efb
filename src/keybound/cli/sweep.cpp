// keybound sweep FILE --over key=values: a table, and a plot, over one key.
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <memory>
#include <ostream>

#include "keybound/cli/cli.hpp"
#include "keybound/cli/command.hpp"
#include "keybound/core/error.hpp"
#include "keybound/report/plot.hpp"
#include "keybound/report/sweep_table.hpp"
#include "keybound/scenario/parameters.hpp"

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

double parsed(const std::string& text) {
    double value = std::numeric_limits<double>::quiet_NaN();
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    // 1_000 is a TOML number too: read in part it would be drawn at 1
    return error == std::errc() && rest == text.data() + text.size() ? value : std::numeric_limits<double>::quiet_NaN();
}

// One curve per proof, in bits per second: what the owner of the link gets.
class SweepPlot {
 public:
    SweepPlot(const Axis& axis, const Scenario& first) {
        const Parameter* row = find_parameter(axis.key);
        plot_.title = fmt::format("Secret key of {}, leakage {:g}", first.protocol.name, first.source.leakage.front());
        plot_.x_label = row == nullptr || row->unit.empty() ? axis.key : fmt::format("{} ({})", axis.key, row->unit);
        plot_.y_label = "secret key (bit/s)";
        plot_.x_logarithmic = true;
        double previous_ratio = 0.0;
        for (std::size_t i = 0; i < axis.values.size(); ++i) {
            plot_.x.push_back(parsed(axis.values[i]));
            if (!std::isfinite(plot_.x.back())) {
                throw UserError({"--plot", "needs numbers on the axis", axis.values[i], "a sweep over a numeric key",
                                 "command line", 0, "leave --plot out to get the table"});
            }
            if (i == 0) continue;
            const double ratio = plot_.x[i] / plot_.x[i - 1];
            const bool geometric = plot_.x[i - 1] > 0.0 && plot_.x[i] > 0.0 && ratio > 1.5;
            plot_.x_logarithmic =
                plot_.x_logarithmic && geometric && (i == 1 || std::fabs(ratio / previous_ratio - 1.0) < 0.05);
            previous_ratio = ratio;
        }
        plot_.x_logarithmic = plot_.x_logarithmic && plot_.x.size() > 2;
    }

    void add(std::size_t index, const Result& result) {
        for (const Bound& bound : result.bounds) {
            Curve& curve = curve_of(*bound.proof);
            if (bound.verdict == Verdict::proved && bound.rate_bits_per_second)
                curve.values[index] = *bound.rate_bits_per_second;
        }
    }

    const Plot& plot() const { return plot_; }

 private:
    Curve& curve_of(const Proof& proof) {
        for (Curve& curve : plot_.curves) {
            if (curve.label == proof.name) return curve;
        }
        plot_.curves.push_back({proof.name, std::vector<double>(plot_.x.size(), std::numeric_limits<double>::quiet_NaN()),
                                proof.direction() == Direction::upper});
        return plot_.curves.back();
    }

    Plot plot_;
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
    std::optional<SweepPlot> picture;
    if (!options.plot.empty()) picture.emplace(axis, scenarios.front());

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
        if (picture) picture->add(index, result);
        return table.row(index, result);
    };
    const auto on_row = [&](std::size_t index, const TableRow& row) {
        stream << SweepTable::line(row) << std::flush;
        check();
        show_progress(index + 1, scenarios.size());
    };
    sweep(scenarios.size(), row_of, on_row);
    if (picture) draw(picture->plot(), options.plot);
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
