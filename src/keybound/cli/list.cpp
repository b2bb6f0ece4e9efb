// keybound list KIND: the catalogs.
#include <fmt/format.h>

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "keybound/cli/command.hpp"
#include "keybound/cli/figures.hpp"
#include "keybound/core/text.hpp"
#include "keybound/device/leakage/catalog.hpp"
#include "keybound/finite/catalog.hpp"
#include "keybound/proof/catalog.hpp"
#include "keybound/protocol/catalog.hpp"
#include "keybound/report/figure_spec.hpp"
#include "keybound/scenario/parameters.hpp"

namespace keybound {

namespace {

using Json = nlohmann::ordered_json;

Json protocol_rows() {
    Json rows = Json::array();
    for (const Protocol& row : protocols()) {
        rows.push_back({{"name", row.name}, {"summary", row.summary}, {"source", row.source}, {"settings", row.settings}});
    }
    return rows;
}

Json proof_rows() {
    Json rows = Json::array();
    for (const Proof& row : proofs()) {
        rows.push_back({{"name", row.name},
                        {"summary", row.claim},
                        {"direction", row.direction() == Direction::lower ? "lower" : "upper"},
                        {"origin", row.origin == Origin::published ? "published" : "derived"},
                        {"published_as", row.published_as},
                        {"protocols", row.protocols},
                        {"theory", "docs/theory/" + row.theory_page}});
    }
    return rows;
}

Json leakage_rows() {
    Json rows = Json::array();
    for (const LeakageModel& row : leakage_models()) {
        rows.push_back({{"name", row.name}, {"summary", row.summary}, {"keys", row.keys}, {"source", row.source}});
    }
    return rows;
}

Json method_rows() {
    Json rows = Json::array();
    for (const FiniteMethod& row : finite_methods()) {
        rows.push_back({{"name", row.name},
                        {"summary", row.claim},
                        {"origin", row.published ? "published" : "derived"},
                        {"published_as", row.published_as},
                        {"parameters", row.parameters},
                        {"theory", "docs/theory/" + row.theory_page}});
    }
    return rows;
}

Json parameter_rows() {
    Json rows = Json::array();
    for (const Parameter& row : documented_parameters()) {
        Json entry = {{"name", row.path()}, {"summary", row.help}, {"kind", kind_of(row)}, {"unit", row.unit}};
        entry["range"] = is_numeric(row) ? Json(row.range.to_string()) : Json(nullptr);
        entry["scale"] = is_numeric(row) ? Json(row.logarithmic ? "logarithmic" : "linear") : Json(nullptr);
        entry["default"] = default_of(row);
        entry["example"] = row.example;
        rows.push_back(entry);
    }
    return rows;
}

Json figure_rows() {
    Json rows = Json::array();
    const std::string folder = figures_folder("");
    for (const std::string& name : figure_names(folder)) {
        const FigureSpec figure = read_figure(folder + "/" + name);
        Json claims = Json::array();
        for (const Claim& claim : figure.claims) claims.push_back(claim.says);
        rows.push_back({{"name", name}, {"summary", figure.title}, {"source", figure.citation}, {"claims", claims}});
    }
    return rows;
}

const std::map<std::string, std::function<Json()>>& kinds() {
    static const std::map<std::string, std::function<Json()>> table = {
        {"protocols", protocol_rows}, {"proofs", proof_rows},         {"leakage", leakage_rows},
        {"methods", method_rows},     {"parameters", parameter_rows}, {"figures", figure_rows}};
    return table;
}

std::string text_of(const Json& rows) {
    std::string text;
    for (const Json& row : rows) {
        text += fmt::format("{:<34} ", row["name"].get<std::string>());
        for (const char* key : {"direction", "unit", "range"}) {
            if (row.contains(key) && row[key].is_string() && !row[key].get<std::string>().empty()) {
                text += row[key].get<std::string>() + "  ";
            }
        }
        text += "\n    " + wrapped(row["summary"].get<std::string>(), 110, "    ") + "\n";
        if (row.contains("keys")) text += "    keys: " + wrapped(row["keys"].get<std::string>(), 104, "    ") + "\n";
    }
    return text;
}

struct ListOptions {
    std::string kind;
    std::string format = "text";
};

}  // namespace

void add_list_command(Program& program, CommandContext& context) {
    auto options = std::make_shared<ListOptions>();
    const Command command =
        program.command("list", "protocols, proofs, finite-key methods, leakage models, parameters or figures");
    command.argument("KIND", options->kind, "protocols, proofs, methods, leakage, parameters or figures")
        .one_of({"protocols", "proofs", "methods", "leakage", "parameters", "figures"});
    command.option("--format", options->format, "text (default), json; for parameters also markdown")
        .one_of({"text", "json", "markdown"});
    command.footer("Examples:\n  keybound list proofs\n  keybound list parameters --format json");
    command.runs([options, &context] {
        if (options->format == "markdown") {
            if (options->kind != "parameters") throw WrongCommand("--format: markdown is for parameters only");
            context.out << scenario_reference_page();
            return;
        }
        const Json rows = kinds().at(options->kind)();
        context.out << (options->format == "json" ? rows.dump(2) + "\n" : text_of(rows));
    });
}

}  // namespace keybound
