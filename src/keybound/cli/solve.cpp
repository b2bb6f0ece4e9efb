// keybound solve FILE --for key --target rate: at which value of a key the rate crosses a target.
#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <ostream>

#include "keybound/cli/cli.hpp"
#include "keybound/cli/command.hpp"
#include "keybound/cli/solve_options.hpp"
#include "keybound/core/text.hpp"
#include "keybound/report/result_text.hpp"
#include "keybound/report/search_json.hpp"
#include "keybound/study/solve.hpp"

namespace keybound {

namespace {

struct SolveCommand {
    ScenarioOptions scenario;
    SolveOptions solve;
    std::string proof;
    std::string format = "text";
};

std::string with_unit(double value, const std::string& unit) { return value_text(value) + (unit.empty() ? "" : " " + unit); }

std::string reason_of(const Solution& solution, const SearchKey& key, const SolveTask& task, const std::string& wanted) {
    const std::string range =
        fmt::format("{} from {} to {}", key.key, value_text(key.interval.lower), with_unit(key.interval.upper, key.unit));
    if (solution.outcome == Solution::Outcome::always_met)
        return fmt::format("{} at all of {} values of {}: there is no crossing to find", wanted, task.scan, range);
    if (solution.outcome == Solution::Outcome::never_met) {
        return fmt::format("{} at none of {} values of {}: {}", wanted, task.scan, range,
                           std::isfinite(solution.best) ? fmt::format("the largest rate is {:.4g} bits", solution.best)
                                                        : "nothing is proved there");
    }
    std::vector<std::string> parts;
    for (const auto& [from, to] : solution.met) {
        parts.push_back(from == to ? fmt::format("at {}", value_text(from))
                                   : fmt::format("from {} to {}", value_text(from), value_text(to)));
    }
    return fmt::format("there is more than one crossing, {} {}: choose one with --range MIN:MAX", wanted, join(parts));
}

std::string solve_text(const SolveReport& report, const SearchKey& key, const std::string& wanted) {
    const Solution& solution = report.solution;
    if (solution.outcome != Solution::Outcome::found) return "no value: " + report.reason + "\n";
    return fmt::format(
        "{} = {}\n"
        "{} this value {}: here it is {:.4g} {}, by {}.\n"
        "The crossing lies between {} and {} ({} evaluations, scenario {}).\n",
        key.key, with_unit(solution.value, key.unit), solution.safe_below ? "Up to" : "From", wanted, solution.at_value,
        bits_per(report.per), report.proof, value_text(solution.bracket_lower), with_unit(solution.bracket_upper, key.unit),
        solution.evaluations, report.hash.substr(0, 8));
}

void run_solve(const SolveCommand& command, CommandContext& context) {
    const SearchKey key = command.solve.search_key();
    const SolveTask task = command.solve.task();
    const RateSearch search({key}, command.proof, "--for");
    const RawScenario base = command.scenario.read();
    const Solution solution = solve([&](double x) { return search.rate(base, {x}); }, task);

    SolveReport report{key.key, solution, task, "", "", "", ""};
    if (solution.outcome == Solution::Outcome::found) {
        const Result result = evaluate(search.scenario(base, {solution.value}));
        report.proof = search.bound(result)->proof->name;
        report.per = search.bound(result)->per;
        report.hash = result.hash;
    } else {
        report.reason = reason_of(solution, key, task, "the rate is " + command.solve.wanted());
    }
    const std::string promise = "the rate is " + command.solve.wanted();
    context.out << (command.format == "json" ? solve_json(report) : solve_text(report, key, promise));
    context.exit_code = solution.outcome == Solution::Outcome::found ? exit_proved : exit_nothing_proved;
}

}  // namespace

void add_solve_command(Program& program, CommandContext& context) {
    auto options = std::make_shared<SolveCommand>();
    const Command command = program.command("solve", "the value of a key at which the rate crosses a target");
    options->scenario.add_to(command);
    options->solve.add_to(command, true);
    command.option("--proof", options->proof, "the lower bound that counts (default: the best)");
    command.option("--format", options->format, "text (default) or json").one_of({"text", "json"});
    command.footer(
        "Examples:\n"
        "  keybound solve scenarios/leaky-bb84.toml --for channel.fibre_km --target any\n"
        "  keybound solve scenarios/leaky-bb84.toml --for source.leakage --target 1e-3 --proof loss-tolerant-coin\n"
        "  keybound solve scenarios/leaky-bb84.toml --for source.leakage --target 50%\n"
        "  keybound solve scenarios/leaky-bb84.toml --for channel.misalignment_rad --range 0:0.5 --target 1e-3 --format "
        "json\n\n"
        "The value is on the safe side: there the target is met, by evaluation. Exit code 1 if there is no single crossing.");
    command.runs([options, &context] { run_solve(*options, context); });
}

}  // namespace keybound
