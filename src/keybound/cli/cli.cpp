#include "keybound/cli/cli.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <ostream>

#include "keybound/cli/command.hpp"
#include "keybound/core/error.hpp"
#include "keybound/core/version.hpp"

namespace keybound {

void ScenarioOptions::add_to(const Command& command) {
    command.argument("FILE", file, "scenario file (TOML; see docs/formats/scenario.md)");
    command.option("--set", overrides, "table.key=value, overrides the file; may be repeated");
}

RawScenario ScenarioOptions::read() const {
    RawScenario raw = read_raw_scenario(file);
    for (const std::string& assignment : overrides) apply_override(raw, assignment);
    return raw;
}

void write_file(const std::string& path, const std::string& text, const std::string& option) {
    std::ofstream stream(path, std::ios::binary);
    stream << text;
    stream.close();
    if (!stream) {
        throw UserError({option, "cannot be written", path, "a file in a folder that exists and has space", "", 0,
                         "check the folder, its permissions and the disk"});
    }
}

void reject_overwriting(const std::string& path, const std::string& option, const std::string& other) {
    std::error_code error;  // files that do not exist are different
    const bool same = !path.empty() && (path == other || std::filesystem::equivalent(path, other, error));
    if (!same) return;
    throw UserError({option, "would be written over a file of the same command", path, "another file than " + other,
                     "command line", 0, "choose another name"});
}

namespace {

constexpr const char* description =
    "keybound: how much secret key a quantum-key-distribution link gives when its devices leak.\n"
    "Proved lower bounds (what you may use), proved upper bounds (what nobody can beat), and the gap between them.";

constexpr const char* examples =
    "Examples:\n"
    "  keybound rate scenarios/leaky-bb84.toml\n"
    "  keybound rate scenarios/leaky-bb84.toml --set channel.fibre_km=150 --format json\n"
    "  keybound sweep scenarios/leaky-bb84.toml --over channel.fibre_km=0:250:5 -o out.csv --plot out.svg\n"
    "  keybound check evidence.json\n"
    "  keybound solve scenarios/leaky-bb84.toml --for source.leakage --target any\n"
    "  keybound budget scenarios/trojan-horse-budget.toml\n"
    "  keybound figure list\n"
    "  keybound list proofs\n"
    "  keybound explain loss-tolerant-coin\n\n"
    "Exit codes: 0 something was proved (a proved zero too), 1 nothing proved, 2 mistake in the input, 3 bug in keybound,\n"
    "130 interrupted.";

}  // namespace

int run_command_line(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
    CommandContext context{out, err};
    Program program("keybound", description, fmt::format("keybound {}", version), examples);
    add_rate_command(program, context);
    add_sweep_command(program, context);
    add_check_command(program, context);
    add_solve_command(program, context);
    add_optimise_command(program, context);
    add_budget_command(program, context);
    add_merge_command(program, context);
    add_plot_command(program, context);
    add_figure_command(program, context);
    add_list_command(program, context);
    add_explain_command(program, context);
    try {
        if (!program.run(arguments, out)) return 0;
        out.flush();
        if (!out) throw UserError({"standard output", "cannot be written", "", "", "", 0, "is the disk full?"});
        return context.exit_code;
    } catch (const WrongCommand& error) {
        err << "error: " << error.what() << "\n  remedy:  see keybound --help\n";
        return exit_mistake;
    } catch (const UserError& error) {
        err << "error: " << error.what() << "\n";
        return exit_mistake;
    } catch (const std::exception& error) {
        err << "bug in keybound: " << error.what() << "\n  please report it with the scenario file\n";
        return exit_bug;
    }
}

}  // namespace keybound
