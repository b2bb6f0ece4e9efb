// keybound rate FILE: every bound for one scenario.
#include <memory>
#include <ostream>

#include "keybound/cli/cli.hpp"
#include "keybound/cli/command.hpp"
#include "keybound/report/evidence_json.hpp"
#include "keybound/report/result_json.hpp"
#include "keybound/report/result_text.hpp"

namespace keybound {

namespace {

struct RateOptions {
    ScenarioOptions scenario;
    std::string format = "text";
    std::string evidence;
};

void run_rate(const RateOptions& options, CommandContext& context) {
    reject_overwriting(options.evidence, "--evidence", options.scenario.file);
    const Result result = evaluate(load_scenario(options.scenario.file, options.scenario.overrides));
    if (!options.evidence.empty()) write_file(options.evidence, evidence_json(result), "--evidence");
    context.out << (options.format == "json" ? result_json(result) : result_text(result));
    context.exit_code = result.proved_something() ? exit_proved : exit_nothing_proved;
}

}  // namespace

void add_rate_command(Program& program, CommandContext& context) {
    auto options = std::make_shared<RateOptions>();
    const Command command = program.command("rate", "every applicable bound for one scenario");
    options->scenario.add_to(command);
    command.option("--format", options->format, "text (default) or json").one_of({"text", "json"});
    command.option("--evidence", options->evidence, "write what is needed to check each bound to this JSON file");
    command.footer(
        "Examples:\n"
        "  keybound rate scenarios/leaky-bb84.toml\n"
        "  keybound rate scenarios/leaky-bb84.toml --set source.leakage=1e-8 --set protocol.name=three-state\n"
        "  keybound rate scenarios/leaky-bb84.toml --format json --evidence evidence.json");
    command.runs([options, &context] { run_rate(*options, context); });
}

}  // namespace keybound
