// keybound merge A.csv B.csv -o C.csv: tables of one sweep, computed in parts, as one table.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>

#include "keybound/cli/cli.hpp"
#include "keybound/cli/command.hpp"
#include "keybound/core/error.hpp"
#include "keybound/report/sweep_table.hpp"
#include "keybound/study/merge_tables.hpp"

namespace keybound {

namespace {

struct MergeCommand {
    std::vector<std::string> inputs;
    std::string output;
    bool force = false;
};

bool is_outcome(const std::string& column) {
    const std::string end = ".outcome";
    return column.size() > end.size() && column.compare(column.size() - end.size(), end.size(), end) == 0;
}

void run_merge(const MergeCommand& command, CommandContext& context) {
    std::vector<NamedTable> tables;
    for (const std::string& input : command.inputs) {
        reject_overwriting(command.output, "-o", input);
        tables.emplace_back(input, read_csv_table(input));
        const CsvTable& table = tables.back().second;
        if (table.columns.back() != scenario_hash_column) {
            throw UserError({"merge", "is not a table of keybound sweep", input,
                             fmt::format("tables whose last column is {}", scenario_hash_column), "", 0,
                             "is this the right file?"});
        }
        if (!table.last_row_complete) context.err << fmt::format("{}: the last line is cut off and left out\n", input);
    }
    const std::vector<std::string>& columns = tables.front().second.columns;
    const auto first_proof = std::find_if(columns.begin(), columns.end(), is_outcome);
    const auto keys = static_cast<std::size_t>(std::min(first_proof, columns.end() - 1) - columns.begin());
    const std::string text = csv_text(merge_tables(tables, keys, scenario_hash_column));
    if (command.output.empty()) {
        context.out << text;
        return;
    }
    std::error_code error;
    if (!command.force && std::filesystem::is_regular_file(command.output, error) &&
        std::filesystem::file_size(command.output, error) > 0) {
        throw UserError({"-o", "is there already", command.output, "a new file", "command line", 0,
                         "choose another name, or write over it with --force"});
    }
    write_file(command.output, text, "-o");
}

}  // namespace

void add_merge_command(Program& program, CommandContext& context) {
    auto options = std::make_shared<MergeCommand>();
    const Command command = program.command("merge", "several tables of one sweep as one");
    command.argument("TABLES", options->inputs, "CSV files of keybound sweep, with the same columns");
    command.option("-o,--output", options->output, "CSV file (default: standard output)");
    command.flag("--force", options->force, "write over the file of -o if it exists");
    command.footer(
        "Examples:\n"
        "  keybound merge near.csv far.csv -o all.csv\n\n"
        "Each row once, in the order of the swept keys. Refused: other columns or another version of keybound, the same\n"
        "scenario with other digits, the same swept values for different scenarios.");
    command.runs([options, &context] { run_merge(*options, context); });
}

}  // namespace keybound
