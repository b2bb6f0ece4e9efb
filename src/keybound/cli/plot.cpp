// keybound plot TABLE: a table of sweep as a picture or as a page.
#include <filesystem>
#include <memory>
#include <ostream>

#include "keybound/cli/command.hpp"
#include "keybound/core/error.hpp"
#include "keybound/report/plot_gnuplot.hpp"
#include "keybound/report/plot_html.hpp"
#include "keybound/report/plot_table.hpp"

namespace keybound {

namespace {

struct PlotCommand {
    std::string table;
    std::string output;
    std::string page;
    PlotRequest request;
};

void run_plot(PlotCommand command, CommandContext& context) {
    if (command.output.empty() && command.page.empty()) {
        command.output = std::filesystem::path(command.table).replace_extension(".svg").string();
    }
    if (!command.output.empty() && !is_plot_file(command.output)) {
        throw UserError({"-o", "is not a known kind of picture", command.output, "a name ending in .svg, .png or .pdf",
                         "command line", 0, "choose one of the three endings; pages are written by --html"});
    }
    reject_overwriting(command.output, "-o", command.table);
    reject_overwriting(command.page, "--html", command.table);
    reject_overwriting(command.page, "--html", command.output);
    if (command.request.title.empty()) command.request.title = std::filesystem::path(command.table).stem().string();
    const Picture picture = picture_of_table(read_csv_table(command.table), command.request);
    // the page first: it needs nothing else
    if (!command.page.empty()) {
        write_file(command.page, html_page(picture), "--html");
        context.out << command.page << "\n";
    }
    if (!command.output.empty()) {
        draw(picture, command.output, "-o");
        context.out << command.output << "\n";
    }
}

}  // namespace

void add_plot_command(Program& program, CommandContext& context) {
    auto options = std::make_shared<PlotCommand>();
    const Command command = program.command("plot", "a table of sweep as a picture or an interactive page");
    command.argument("TABLE", options->table, "CSV file written by keybound sweep");
    command.option("-o,--output", options->output, "picture: .svg, .png or .pdf (needs gnuplot; default: TABLE's name, .svg)");
    command.option("--html", options->page, "interactive page, self-contained (needs no gnuplot)");
    command.option("--x", options->request.x, "swept key on the axis (default: the numeric one with most values)");
    command.option("--quantity", options->request.quantity, "what to draw (default: rate_bits_per_second)");
    command.option("--proof", options->request.proofs, "only this proof; may be repeated");
    command.option("--where", options->request.where,
                   "key=value: only the rows with this value of a swept key; may be repeated");
    command.option("--title", options->request.title, "title (default: TABLE's name)");
    command.footer(
        "Examples:\n"
        "  keybound plot near.csv -o near.png\n"
        "  keybound plot near.csv --html near.html\n"
        "  keybound plot far.csv --quantity phase_error_rate --proof loss-tolerant-coin -o far.pdf\n"
        "With further swept keys there is one plot per value of them, or, with a single proof, one curve per value.");
    command.runs([options, &context] { run_plot(*options, context); });
}

}  // namespace keybound
