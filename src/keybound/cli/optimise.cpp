// keybound optimise FILE --over key=min:max ...: the values of keys that give the largest rate.
#include <fmt/format.h>

#include <memory>
#include <ostream>

#include "keybound/cli/cli.hpp"
#include "keybound/cli/command.hpp"
#include "keybound/cli/rate_search.hpp"
#include "keybound/core/text.hpp"
#include "keybound/report/result_text.hpp"
#include "keybound/report/search_json.hpp"

namespace keybound {

namespace {

struct OptimiseCommand {
    ScenarioOptions scenario;
    std::vector<std::string> over;
    std::string proof;
    std::string format = "text";
};

std::string optimise_text(const OptimiseReport& report, const std::vector<SearchKey>& keys) {
    if (report.optimum.empty()) return "no optimum: " + report.reason + "\n";
    std::string text;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        text += fmt::format("{} = {}{}{}\n", keys[i].key, value_text(report.optimum[i].second), keys[i].unit.empty() ? "" : " ",
                            keys[i].unit);
    }
    text += fmt::format("gives {:.4g} {}, by {} ({} evaluations, scenario {}).\n", *report.rate_bits_per_pulse,
                        bits_per(report.per), report.proof, report.evaluations, report.hash.substr(0, 8));
    if (!report.at_end.empty())
        text += fmt::format("At the end of its range: {}. A wider range may give more.\n", join(report.at_end));
    return text;
}

void run_optimise(const OptimiseCommand& command, CommandContext& context) {
    std::vector<SearchKey> keys;
    for (const std::string& text : command.over) keys.push_back(parse_search_key(text, "--over"));
    const RateSearch search(keys, command.proof, "--over");
    const RawScenario base = command.scenario.read();
    const Optimum optimum = search.maximise(base);

    OptimiseReport report;
    report.evaluations = optimum.evaluations;
    if (optimum.found) {
        const Result result = evaluate(search.scenario(base, optimum.x));
        report.rate_bits_per_pulse = optimum.value;
        report.proof = search.bound(result)->proof->name;
        report.per = search.bound(result)->per;
        report.hash = result.hash;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            report.optimum.emplace_back(keys[i].key, optimum.x[i]);
            if (optimum.x[i] == keys[i].interval.lower || optimum.x[i] == keys[i].interval.upper)
                report.at_end.push_back(keys[i].key);
        }
    } else {
        report.reason =
            fmt::format("the rate is above 0 at none of {} places, spread over the whole range", optimum.evaluations);
    }
    context.out << (command.format == "json" ? optimise_json(report) : optimise_text(report, keys));
    context.exit_code = optimum.found ? exit_proved : exit_nothing_proved;
}

}  // namespace

void add_optimise_command(Program& program, CommandContext& context) {
    auto options = std::make_shared<OptimiseCommand>();
    const Command command = program.command("optimise", "the values of keys that give the largest rate");
    options->scenario.add_to(command);
    command.option("--over", options->over, "table.key=MIN:MAX, any numeric key; may be repeated").required();
    command.option("--proof", options->proof, "the lower bound that counts (default: the best)");
    command.option("--format", options->format, "text (default) or json").one_of({"text", "json"});
    command.footer(
        "Examples:\n"
        "  keybound optimise scenarios/leaky-bb84.toml --over channel.misalignment_rad=-0.2:0.2\n"
        "  keybound optimise scenarios/leaky-bb84.toml --over channel.misalignment_rad=-0.2:0.2 --over "
        "source.modulation_error_rad=-0.1:0.1 --format json\n\n"
        "The whole range is searched first, then the best places are refined. Deterministic. Exit code 1 if the rate is 0 all "
        "over.");
    command.runs([options, &context] { run_optimise(*options, context); });
}

}  // namespace keybound
