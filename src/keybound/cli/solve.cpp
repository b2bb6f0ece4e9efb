// keybound solve FILE --for key --target rate: at which value of a key the rate crosses a target.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <ostream>

#include "keybound/cli/cli.hpp"
#include "keybound/cli/command.hpp"
#include "keybound/cli/rate_search.hpp"
#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"
#include "keybound/report/search_json.hpp"
#include "keybound/study/solve.hpp"

namespace keybound {

namespace {

struct SolveCommand {
    ScenarioOptions scenario;
    std::string key;
    std::string target;
    std::string range;
    std::string proof;
    std::string format = "text";
    double tolerance = 1e-6;
};

double parse_target(const std::string& text) {
    if (text == "any") return 0.0;
    double target = -1.0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), target);
    if (error == std::errc() && rest == text.data() + text.size() && target >= 0.0 && std::isfinite(target)) return target;
    throw UserError({"--target", "is not a rate", shortened(text), "a number of bits per pulse, at least 0; or any",
                     "command line", 0, "write for example --target 1e-3, or --target any for any key at all"});
}

std::string with_unit(double value, const std::string& unit) { return value_text(value) + (unit.empty() ? "" : " " + unit); }

std::string reason_of(const Solution& solution, const SearchKey& key, const SolveTask& task, const std::string& wanted) {
    const std::string range =
        fmt::format("{} from {} to {}", key.key, value_text(key.interval.lower), with_unit(key.interval.upper, key.unit));
    if (solution.outcome == Solution::Outcome::always_met)
        return fmt::format("{} at all of {} values of {}: there is no crossing to find", wanted, task.scan, range);
    if (solution.outcome == Solution::Outcome::never_met) {
        return fmt::format("{} at none of {} values of {}: {}", wanted, task.scan, range,
                           std::isfinite(solution.best) ? fmt::format("the largest rate is {:.4g} bits/pulse", solution.best)
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
        "{} this value {}: here it is {:.4g} bits/pulse, by {}.\n"
        "The crossing lies between {} and {} ({} evaluations, scenario {}).\n",
        key.key, with_unit(solution.value, key.unit), solution.safe_below ? "Up to" : "From", wanted, solution.at_value,
        report.proof, value_text(solution.bracket_lower), with_unit(solution.bracket_upper, key.unit), solution.evaluations,
        report.hash.substr(0, 8));
}

void run_solve(const SolveCommand& command, CommandContext& context) {
    SearchKey key = search_key(command.key, "--for");
    if (!command.range.empty()) restrict_to(key, command.range, "--range");
    SolveTask task;
    task.interval = key.interval;
    task.target = parse_target(command.target);
    task.above = task.target == 0.0;
    task.tolerance = command.tolerance;
    const RateSearch search({key}, command.proof, "--for");
    const RawScenario base = command.scenario.read();
    const Solution solution = solve([&](double x) { return search.rate(evaluate(search.scenario(base, {x}))); }, task);

    SolveReport report{key.key, solution, task.target, task.tolerance, "", "", ""};
    if (solution.outcome == Solution::Outcome::found) {
        const Result result = evaluate(search.scenario(base, {solution.value}));
        report.proof = search.bound(result)->proof->name;
        report.hash = result.hash;
    } else {
        const std::string wanted =
            task.above ? "the rate is above 0" : fmt::format("the rate reaches {} bits/pulse", command.target);
        report.reason = reason_of(solution, key, task, wanted);
    }
    const std::string promise =
        task.above ? "the rate is above 0" : fmt::format("the rate is at least {} bits/pulse", command.target);
    context.out << (command.format == "json" ? solve_json(report) : solve_text(report, key, promise));
    context.exit_code = solution.outcome == Solution::Outcome::found ? exit_proved : exit_nothing_proved;
}

}  // namespace

void add_solve_command(CLI::App& app, CommandContext& context) {
    auto options = std::make_shared<SolveCommand>();
    CLI::App* command = app.add_subcommand("solve", "the value of a key at which the rate crosses a target");
    options->scenario.add_to(*command);
    command->add_option("--for", options->key, "table.key, any numeric key")->required();
    command->add_option("--target", options->target, "rate in bits per pulse; 0 or any: any key at all")->required();
    command->add_option("--proof", options->proof, "the lower bound that counts (default: the best)");
    command->add_option("--range", options->range, "MIN:MAX, where to search (default: all that the key allows)");
    command->add_option("--tolerance", options->tolerance, "of the value, relative (default: 1e-6)")
        ->check(CLI::Range(1e-11, 0.5));
    command->add_option("--format", options->format, "text (default) or json")->check(CLI::IsMember({"text", "json"}));
    command->footer(
        "Examples:\n"
        "  keybound solve scenarios/leaky-bb84.toml --for channel.fibre_km --target any\n"
        "  keybound solve scenarios/leaky-bb84.toml --for source.leakage --target 1e-3 --proof loss-tolerant-coin\n"
        "  keybound solve scenarios/leaky-bb84.toml --for channel.misalignment_rad --range 0:0.5 --target 1e-3 --format "
        "json\n\n"
        "The value is on the safe side: there the target is met, by evaluation. Exit code 1 if there is no single crossing.");
    command->callback([options, &context] { run_solve(*options, context); });
}

}  // namespace keybound
