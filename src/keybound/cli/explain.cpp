// keybound explain NAME: one row of a catalog, in full.
#include <fmt/format.h>

#include <memory>
#include <ostream>

#include "keybound/cli/command.hpp"
#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"
#include "keybound/device/leakage/catalog.hpp"
#include "keybound/finite/catalog.hpp"
#include "keybound/proof/catalog.hpp"
#include "keybound/protocol/catalog.hpp"
#include "keybound/rate/evaluate.hpp"
#include "keybound/scenario/parameters.hpp"

namespace keybound {

namespace {

std::string field(const std::string& name, const std::string& text) {
    return text.empty() ? "" : fmt::format("  {:<12} {}\n", name, wrapped(text, 100, "               "));
}

std::string explain_proof(const Proof& row) {
    std::string text = fmt::format("{} ({} bound, {})\n", row.name, row.direction() == Direction::lower ? "lower" : "upper",
                                   row.origin == Origin::published ? "published" : "derived");
    text += field("claim", row.claim) + field("source", row.published_as) + field("protocols", join(row.protocols));
    text += field("reports", join(row.quantities)) + field("theory", "docs/theory/" + row.theory_page);
    for (const std::string& assumption : row.assumptions) text += field("assumes", assumption);
    for (const Elsewhere& other : row.elsewhere) {
        text += fmt::format("of {}:\n", join(other.protocols)) + field("reports", join(other.quantities));
        for (const std::string& assumption : other.assumptions) text += field("assumes", assumption);
    }
    return text;
}

std::string explain_parameter(const Parameter& row) {
    std::string text = fmt::format("{} ({})\n", row.path(), kind_of(row));
    text += field("meaning", row.help);
    if (is_numeric(row)) text += field("range", row.range.to_string() + " " + row.unit);
    if (row.words != nullptr) text += field("one of", join(row.words(vocabulary())));
    return text + field("default", default_of(row)) + field("example", fmt::format("{} = {}", row.key, row.example));
}

// Empty if nothing has that name.
std::string explanation(const std::string& name) {
    if (const Proof* row = find_proof(name)) return explain_proof(*row);
    for (const Protocol& row : protocols()) {
        if (row.name == name) {
            return row.name + " (protocol)\n" + field("summary", row.summary) + field("source", row.source) +
                   field("settings", join(row.settings)) + field("keys", join(row.parameters));
        }
    }
    for (const LeakageModel& row : leakage_models()) {
        if (row.name == name) {
            return row.name + " (leakage model)\n" + field("summary", row.summary) + field("keys", row.keys) +
                   field("source", row.source);
        }
    }
    if (const FiniteMethod* row = find_finite_method(name)) {
        return fmt::format("{} (finite-key method, {})\n", row->name, row->published ? "published" : "derived") +
               field("claim", row->claim) + field("source", row->published_as) + field("parameters", join(row->parameters)) +
               field("theory", "docs/theory/" + row->theory_page);
    }
    if (const Parameter* row = find_parameter(name)) return explain_parameter(*row);
    return "";
}

std::vector<std::string> all_names() {
    std::vector<std::string> names;
    for (const Proof& row : proofs()) names.push_back(row.name);
    for (const Protocol& row : protocols()) names.push_back(row.name);
    for (const LeakageModel& row : leakage_models()) names.push_back(row.name);
    for (const FiniteMethod& row : finite_methods()) names.push_back(row.name);
    for (const Parameter& row : documented_parameters()) names.push_back(row.path());
    return names;
}

}  // namespace

void add_explain_command(Program& program, CommandContext& context) {
    auto name = std::make_shared<std::string>();
    const Command command =
        program.command("explain", "what a proof, protocol, finite-key method, leakage model or parameter is");
    command.argument("NAME", *name, "e.g. loss-tolerant-coin or source.leakage");
    command.footer("Examples:\n  keybound explain loss-tolerant-coin\n  keybound explain source.leakage");
    command.runs([name, &context] {
        const std::string text = explanation(*name);
        if (text.empty()) {
            const std::string near = nearest(*name, all_names());
            throw UserError({"NAME", "is not known", shortened(*name), "one of " + join(all_names()), "command line", 0,
                             near.empty() ? "keybound list proofs shows the proofs" : fmt::format("did you mean {}?", near)});
        }
        context.out << text;
    });
}

}  // namespace keybound
