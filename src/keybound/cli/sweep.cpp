// keybound sweep FILE --over key=values ...: a table, and a plot, over any number of keys.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>

#include "keybound/cli/cli.hpp"
#include "keybound/cli/command.hpp"
#include "keybound/cli/interrupt.hpp"
#include "keybound/cli/progress.hpp"
#include "keybound/cli/rate_search.hpp"
#include "keybound/cli/solve_options.hpp"
#include "keybound/cli/sweep_plot.hpp"
#include "keybound/cli/sweep_points.hpp"
#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"
#include "keybound/rate/laser_rate.hpp"
#include "keybound/report/plot_gnuplot.hpp"
#include "keybound/report/sweep_table.hpp"
#include "keybound/scenario/canonical.hpp"
#include "keybound/study/csv_table.hpp"
#include "keybound/study/table_file.hpp"

namespace keybound {

namespace {

struct SweepCommand {
    ScenarioOptions scenario;
    std::vector<std::string> over;
    std::string output;
    std::string plot;
    std::vector<std::string> optimise;
    std::string proof;
    SolveOptions solve;
    std::vector<std::string> statistics;
    int threads = available_threads();
    bool force = false;
};

// How many of the rows that are there already are computed again, to see that this build gives their digits. A row with a
// search takes hundreds of evaluations.
constexpr std::size_t rows_to_check = 16;
constexpr std::size_t searched_rows_to_check = 2;

// The scenario of a row before its keys were optimised: known before the row is computed, which its scenario_hash is not.
constexpr const char* base_hash_column = "base_scenario_hash";

std::optional<RateSearch> search_of(const SweepCommand& command) {
    if (command.optimise.empty()) {
        if (command.proof.empty()) return std::nullopt;
        throw UserError({"--proof", "has no meaning here", command.proof, "together with --optimise", "command line", 0,
                         "choose proofs with --set analysis.proofs=[...]"});
    }
    std::vector<SearchKey> keys;
    for (const std::string& text : command.optimise) keys.push_back(parse_search_key(text, "--optimise"));
    return RateSearch(std::move(keys), command.proof, "--optimise");
}

std::optional<RowSolver> solver_of(const SweepCommand& command) {
    if (command.solve.key.empty()) return std::nullopt;
    if (!command.optimise.empty()) {
        throw UserError({"--for", "cannot be combined with --optimise", command.solve.key, "one of the two", "command line", 0,
                         "optimise first, and put the best values into the scenario"});
    }
    return RowSolver(command.solve);
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// The columns in front of those of the proofs.
std::vector<std::string> leading_columns(const Grid& grid, const std::optional<RateSearch>& search, const std::string& solved) {
    std::vector<std::string> names = grid.keys();
    if (contains(names, solved)) {
        throw UserError({"--for", "names a key that is swept", solved, "another key", "command line", 0,
                         "sweep over other keys: the value of this one is what is found"});
    }
    if (!search) return names;
    for (const SearchKey& key : search->keys()) {
        if (contains(names, key.key)) {
            throw UserError({"--optimise", "names a key that is swept or optimised already", key.key, "another key",
                             "command line", 0, "name each key once"});
        }
        names.push_back(key.key);
    }
    names.emplace_back(base_hash_column);
    return names;
}

std::string comment_of(const SweepCommand& command) {
    if (!command.solve.key.empty()) return command.solve.comment();
    if (command.optimise.empty()) return "";
    return fmt::format("optimised: {}, for {}", join(command.optimise),
                       command.proof.empty() ? "the best lower bound" : command.proof);
}

class SweepRun {
 public:
    SweepRun(const SweepCommand& command, CommandContext& context)
        : command_(command),
          context_(context),
          search_(search_of(command)),
          solver_(solver_of(command)),
          points_(command.scenario, command.over),
          table_(leading_columns(points_.grid(), search_, command.solve.key), comment_of(command), command.solve.key,
                 command.statistics) {}

    void run() {
        const InterruptGuard guard;
        resolve_all();
        columns_ = table_.columns();
        if (!command_.plot.empty())
            picture_.emplace(points_.grid(), points_.scenario(0), columns_, solved_title(), command_.solve.key);
        const bool complete = command_.output.empty() ? to_standard_output() : to_file();
        if (!complete) return;
        if (picture_) draw(picture_->picture(), command_.plot, "--plot");
        context_.exit_code = proved_ ? exit_proved : exit_nothing_proved;
    }

 private:
    std::size_t count() const { return points_.grid().size(); }

    SweepOptions options() const {
        return {command_.threads, [] { return InterruptGuard::signal() != 0; }};
    }

    // The scenario that stands for a row: the swept keys, without what is searched in it.
    Scenario scenario(std::size_t index) const {
        return solver_ ? solver_->at_lower_end(points_.raw(index)) : points_.scenario(index);
    }

    NamedNumbers statistics(const Scenario& scenario) const {
        if (command_.statistics.empty()) return {};
        return statistics_of(shown_link(scenario));
    }

    TableRow row(std::size_t index) const {
        std::vector<std::string> leading = points_.grid().values(index);
        if (solver_)
            return table_.row(leading, solver_->solve(points_.raw(index)), statistics(scenario(index)), hashes_[index]);
        if (!search_) return table_.row(leading, evaluate(points_.scenario(index)));
        const RawScenario raw = points_.raw(index);
        const Optimum optimum = search_->maximise(raw);
        for (std::size_t i = 0; i < search_->keys().size(); ++i)
            leading.push_back(optimum.found ? value_text(optimum.x[i]) : "");  // 0 all over: no value is better than another
        leading.push_back(hashes_[index]);
        return table_.row(leading, evaluate(optimum.found ? search_->scenario(raw, optimum.x) : points_.scenario(index)));
    }

    void note(std::size_t index, const TableRow& row) {
        proved_ = proved_ || proved_something(columns_, row);
        if (picture_) picture_->add(index, row);
    }

    // Every point is resolved before the first is computed: one mistake anywhere, and nothing is computed.
    void resolve_all() {
        table_.include(scenario(0));
        hashes_.reserve(count());
        std::mutex mutex;
        std::vector<std::string> known;  // statistics, of any row
        const auto hash_of = [&](std::size_t index) {
            const Scenario point = scenario(index);
            const std::string hash = scenario_hash(point);
            if (search_) search_->scenario(points_.raw(index), search_->lower_ends());
            if (solver_) solver_->at_upper_end(points_.raw(index));
            const NamedNumbers numbers = statistics(point);
            const std::lock_guard lock(mutex);
            table_.include(point);
            for (const auto& [name, value] : numbers) {
                if (!contains(known, name)) known.push_back(name);
            }
            return TableRow{hash};
        };
        const auto done = sweep(
            count(), hash_of, [&](std::size_t, const TableRow& row) { hashes_.push_back(row.front()); }, options());
        if (done < count()) {
            interrupted("nothing was computed yet");
            return;
        }
        check_statistics(known);
        if (solver_ && table_.columns().size() == points_.grid().keys().size() + command_.statistics.size() + 1) {
            throw UserError({"--for", "needs a lower bound", command_.solve.key, "a scenario in which one is evaluated",
                             "command line", 0, "change analysis.proofs, or with [finite] choose proofs that know runs"});
        }
    }

    void check_statistics(const std::vector<std::string>& known) const {
        std::vector<std::string> named;
        for (const std::string& name : command_.statistics) {
            const bool twice = contains(named, name);
            named.push_back(name);
            if (contains(known, name) && !twice) continue;
            const std::string near = nearest(name, known);
            throw UserError({"--statistic", twice ? "is named twice" : "is not a statistic of this link", shortened(name),
                             "one of " + join(known), "command line", 0,
                             near.empty() || twice ? "take one of them, once" : "did you mean " + near + "?"});
        }
    }

    std::string solved_title() const {
        return solver_ ? fmt::format("{} at which the rate is {}", solver_->key(), command_.solve.wanted()) : "";
    }

    // Sets the exit code that a shell expects, and says what is left.
    bool interrupted(const std::string& what) {
        context_.err << "interrupted: " << what << "\n";
        context_.exit_code = 128 + InterruptGuard::signal();
        return false;
    }

    bool to_standard_output() {
        if (hashes_.size() < count()) return false;
        const auto check = [&] {
            if (context_.out) return;
            throw UserError({"standard output", "cannot be written", "", "", "", 0, "is the disk full?"});
        };
        context_.out << table_.header();
        check();
        Progress progress(count(), 0);
        const auto on_row = [&](std::size_t index, const TableRow& cells) {
            context_.out << csv_line(cells) << std::flush;
            check();
            note(index, cells);
            progress.show(index + 1);
        };
        const std::size_t done = sweep(
            count(), [&](std::size_t index) { return row(index); }, on_row, options());
        progress.end();
        if (done == count()) return true;
        return interrupted(fmt::format("{} of {} rows were written; with -o they could be resumed", done, count()));
    }

    bool to_file() {
        if (hashes_.size() < count()) return false;
        TableFile file(
            command_.output,
            {table_.header(), points_.grid().keys().size(), search_ ? base_hash_column : scenario_hash_column,
             search_ || solver_ ? hashes_ : std::move(hashes_), [&](std::size_t index) { return points_.grid().values(index); },
             [&](const TableRow& cells) { return table_.flaw(cells); }},
            command_.force);
        if (!check_kept(file)) return false;
        const std::vector<std::size_t> missing = file.missing_rows();
        const std::size_t kept = file.kept();
        if (kept > 0) {
            context_.err << fmt::format("{}: {} of {} rows are there, {} to compute\n", command_.output, kept, count(),
                                        missing.size());
            for (const std::size_t index : file.kept_rows()) note(index, file.kept_row(index));
        }
        file.begin();
        Progress progress(count(), kept);
        std::size_t done = kept;
        const auto on_row = [&](std::size_t place, const TableRow& cells) {
            file.append(missing[place], cells);
            note(missing[place], cells);
            progress.show(++done);
        };
        sweep(
            missing.size(), [&](std::size_t place) { return row(missing[place]); }, on_row, options());
        progress.end();
        file.finish();
        if (done == count()) return true;
        return interrupted(fmt::format("{} of {} rows are in {}; the same command resumes", done, count(), command_.output));
    }

    // Rows of another build may carry the same hashes and other digits; a table must not mix the two.
    bool check_kept(const TableFile& file) {
        const std::vector<std::size_t> kept = file.kept_rows();
        const std::size_t most = search_ || solver_ ? searched_rows_to_check : rows_to_check;
        std::vector<std::size_t> sample;
        for (std::size_t i = 0; i < std::min(kept.size(), most); ++i) {
            const std::size_t share = std::min(kept.size(), most) - 1;
            sample.push_back(kept[share == 0 ? 0 : i * (kept.size() - 1) / share]);
        }
        const auto compare = [&](std::size_t place, const TableRow& cells) {
            if (file.kept_row(sample[place]) == cells) return;
            throw UserError({"-o", "has a row with other digits than this build of keybound computes",
                             join(points_.grid().values(sample[place])), "rows of the same build", command_.output, 0,
                             "choose another file, or recompute everything with --force"});
        };
        const std::size_t done = sweep(
            sample.size(), [&](std::size_t place) { return row(sample[place]); }, compare, options());
        return done == sample.size() || interrupted("nothing was computed yet");
    }

    const SweepCommand& command_;
    CommandContext& context_;
    std::optional<RateSearch> search_;
    std::optional<RowSolver> solver_;
    SweepPoints points_;
    SweepTable table_;
    std::vector<std::string> columns_;
    std::vector<std::string> hashes_;
    std::optional<SweepPlot> picture_;
    bool proved_ = false;
};

void run_sweep(const SweepCommand& command, CommandContext& context) {
    if (!command.plot.empty() && !is_plot_file(command.plot)) {
        throw UserError({"--plot", "is not a known kind of picture", command.plot, "a name ending in .svg, .png or .pdf",
                         "command line", 0, "choose one of the three endings"});
    }
    reject_overwriting(command.output, "-o", command.scenario.file);
    reject_overwriting(command.plot, "--plot", command.scenario.file);
    reject_overwriting(command.plot, "--plot", command.output);
    SweepRun(command, context).run();
}

}  // namespace

void add_sweep_command(Program& program, CommandContext& context) {
    auto options = std::make_shared<SweepCommand>();
    const Command command = program.command("sweep", "a table of all bounds over any number of keys");
    options->scenario.add_to(command);
    command.option("--over", options->over, "table.key=FROM:TO:STEP, FROM:TO:log:COUNT or a,b,c; may be repeated").required();
    command.option("-o,--output", options->output,
                   "CSV file (default: standard output); if it holds a part of this sweep, the rest is computed");
    command.flag("--force", options->force, "recompute everything, whatever the file of -o holds");
    command.option("--threads", options->threads, "rows computed at the same time (default: all cores)").within(1, 1024);
    command.option("--optimise", options->optimise, "table.key=MIN:MAX, set in each row to its best value; may be repeated");
    command.option("--proof", options->proof, "the lower bound that --optimise maximises (default: the best)");
    options->solve.add_to(command, false);
    command.option("--statistic", options->statistics,
                   "column for a number of the link, e.g. detection_probability; may be repeated");
    command.option("--plot", options->plot, "picture of the rates: .svg, .png or .pdf (needs gnuplot)");
    command.footer(
        "Examples:\n"
        "  keybound sweep scenarios/leaky-bb84.toml --over channel.fibre_km=0:250:5 -o out.csv --plot out.svg\n"
        "  keybound sweep scenarios/leaky-bb84.toml --over source.leakage=1e-12:1e-3:log:37 -o leakage.csv --plot leakage.png\n"
        "  keybound sweep scenarios/leaky-bb84.toml --over source.leakage=1e-9,1e-6 --over channel.fibre_km=0:200:50 -o "
        "map.csv\n"
        "  keybound sweep scenarios/leaky-bb84.toml --over protocol.name=bb84,three-state\n"
        "  keybound sweep scenarios/leaky-bb84.toml --over channel.fibre_km=50,100 --optimise "
        "channel.misalignment_rad=-0.1:0.1\n"
        "  keybound sweep scenarios/leaky-bb84.toml --over channel.fibre_km=0:200:50 --for source.leakage --target any -o "
        "tolerable.csv --plot tolerable.svg\n\n"
        "With --for and --target each row holds, per lower bound, the value of a key at which its rate reaches the target.");
    command.runs([options, &context] { run_sweep(*options, context); });
}

}  // namespace keybound
