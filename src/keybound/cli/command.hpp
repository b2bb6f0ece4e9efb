// What the subcommands share.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "keybound/cli/options.hpp"
#include "keybound/scenario/raw.hpp"

namespace keybound {

struct CommandContext {
    std::ostream& out;
    std::ostream& err;
    int exit_code = 0;  // set by the subcommand that ran
};

void add_rate_command(Program& program, CommandContext& context);
void add_check_command(Program& program, CommandContext& context);
void add_sweep_command(Program& program, CommandContext& context);
void add_solve_command(Program& program, CommandContext& context);
void add_optimise_command(Program& program, CommandContext& context);
void add_budget_command(Program& program, CommandContext& context);
void add_merge_command(Program& program, CommandContext& context);
void add_plot_command(Program& program, CommandContext& context);
void add_figure_command(Program& program, CommandContext& context);
void add_list_command(Program& program, CommandContext& context);
void add_explain_command(Program& program, CommandContext& context);

// FILE and --set, as all commands take them that evaluate scenarios.
struct ScenarioOptions {
    std::string file;
    std::vector<std::string> overrides;
    void add_to(const Command& command);
    RawScenario read() const;
};

// Writes a whole file or throws UserError naming the option it came from.
void write_file(const std::string& path, const std::string& text, const std::string& option);

// Throws UserError if `path` is the same file as `other`, which the command also reads or writes.
void reject_overwriting(const std::string& path, const std::string& option, const std::string& other);

// docs/formats/scenario.md, generated from the parameter rows.
std::string scenario_reference_page();

}  // namespace keybound
