// keybound budget FILE: where the leakage comes from, and which contribution is worth reducing.
#include <limits>
#include <memory>
#include <ostream>

#include "keybound/cli/cli.hpp"
#include "keybound/cli/command.hpp"
#include "keybound/device/leakage/budget.hpp"
#include "keybound/report/budget_report.hpp"
#include "keybound/scenario/resolve.hpp"
#include "keybound/study/solve.hpp"

namespace keybound {

namespace {

struct BudgetCommand {
    ScenarioOptions scenario;
    std::string format = "text";
};

// Of the best lower bound; NaN if there is none.
double key_of(const Result& result) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    return result.best_lower ? result.bounds[*result.best_lower].rate_bits_per_second.value_or(none) : none;
}

// The least reduction of one contribution that gives twice the key. More than what is tried here would make it 0.
std::optional<double> decibels_to_double(const Scenario& scenario, std::size_t contribution, double key) {
    constexpr double most = 200.0;
    if (!(key > 0.0)) return std::nullopt;
    const auto key_at = [&](double decibels) { return key_of(evaluate(with_less_leakage(scenario, contribution, decibels))); };
    if (!(key_at(most) >= 2.0 * key)) return std::nullopt;
    SolveTask task;
    task.interval = {0.0, most, false};
    task.target = 2.0 * key;
    task.tolerance = 1e-4;
    task.scan = 21;
    const Solution solution = solve(key_at, task);
    if (solution.outcome != Solution::Outcome::found || solution.safe_below) return std::nullopt;
    return solution.value;
}

void run_budget(const BudgetCommand& command, CommandContext& context) {
    const Scenario scenario = resolve(command.scenario.read(), vocabulary());
    BudgetReport report{evaluate(scenario), {}};
    for (std::size_t i = 0; i < report.result.leakage.contributions.size(); ++i) {
        report.db_to_double_key.push_back(decibels_to_double(scenario, i, key_of(report.result)));
    }
    context.out << (command.format == "json" ? budget_json(report) : budget_text(report));
    context.exit_code = report.result.proved_something() ? exit_proved : exit_nothing_proved;
}

}  // namespace

void add_budget_command(Program& program, CommandContext& context) {
    auto options = std::make_shared<BudgetCommand>();
    const Command command = program.command("budget", "where the leakage comes from, and what is worth isolating better");
    options->scenario.add_to(command);
    command.option("--format", options->format, "text (default) or json").one_of({"text", "json"});
    command.footer(
        "Examples:\n"
        "  keybound budget scenarios/trojan-horse-budget.toml\n"
        "  keybound budget scenarios/trojan-horse-budget.toml --set source.side_channel[0].isolation_db=120 --format json\n"
        "  keybound solve scenarios/trojan-horse-budget.toml --for source.side_channel[0].isolation_db --target 9e-4\n\n"
        "\"dB to double key\": how much more isolation or extinction of that contribution alone gives twice the key; - if none "
        "does.\nEntries [[source.side_channel]] are counted from 0. The format is in docs/formats/budget.md.");
    command.runs([options, &context] { run_budget(*options, context); });
}

}  // namespace keybound
