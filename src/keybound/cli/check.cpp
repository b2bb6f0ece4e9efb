// keybound check evidence.json: every bound of an evidence file, evaluated again without a solver.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "keybound/cli/cli.hpp"
#include "keybound/cli/command.hpp"
#include "keybound/protocol/catalog.hpp"
#include "keybound/report/evidence_json.hpp"
#include "keybound/report/result_text.hpp"

namespace keybound {

namespace {

struct CheckOptions {
    std::string file;
    std::string format = "text";
};

std::string rate_text(const std::optional<double>& rate) { return rate ? fmt::format("{:.10g}", *rate) : "-"; }

std::string text_of(const CheckResult& result, const std::string& per) {
    std::string text = fmt::format("{:<40}{:<7}{:>18}{:>18}   ({})\n", "", "", "claimed", "proved", bits_per(per));
    for (const CheckedBound& bound : result.bounds) {
        text += fmt::format("  {:<38}{:<7}{:>18}{:>18}   {}\n", bound.proof, bound.direction, rate_text(bound.claimed_rate),
                            rate_text(bound.proved_rate), bound.verified ? "verified" : "REJECTED");
        if (!bound.reason.empty()) text += "      " + bound.reason + "\n";
    }
    for (const std::string& objection : result.objections) text += "  REJECTED: " + objection + "\n";
    if (result.bounds.empty()) text += "  the file claims nothing\n";
    return text + (result.verified() ? "Every bound follows from its evidence; no solver was run.\n"
                                     : "Not everything was verified.\n");
}

std::string json_of(const CheckResult& result) {
    using Json = nlohmann::ordered_json;
    const auto rate = [](const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); };
    Json document = {
        {"schema", 1}, {"verified", result.verified()}, {"objections", result.objections}, {"bounds", Json::array()}};
    for (const CheckedBound& bound : result.bounds) {
        document["bounds"].push_back({{"proof", bound.proof},
                                      {"direction", bound.direction},
                                      {"verified", bound.verified},
                                      {"reason", bound.reason},
                                      {"claimed_rate_bits_per_pulse", rate(bound.claimed_rate)},
                                      {"proved_rate_bits_per_pulse", rate(bound.proved_rate)}});
    }
    return document.dump(2) + "\n";
}

}  // namespace

void add_check_command(Program& program, CommandContext& context) {
    auto options = std::make_shared<CheckOptions>();
    const Command command = program.command("check", "evaluate the bounds of an evidence file again, without a solver");
    command.argument("FILE", options->file, "what `keybound rate --evidence FILE` wrote (docs/formats/evidence.md)");
    command.option("--format", options->format, "text (default) or json").one_of({"text", "json"});
    command.footer(
        "The link is rebuilt from the scenario in the file; multipliers are repaired and evaluated again.\n"
        "Exit codes: 0 every bound verified, 1 something rejected, 2 not an evidence file.\n\n"
        "Examples:\n"
        "  keybound check evidence.json\n"
        "  keybound check evidence.json --format json");
    command.runs([options, &context] {
        const EvidenceDocument document = read_evidence(options->file);
        const CheckResult result = check(document);
        const std::string& per = protocol_named(document.scenario.protocol.name).per;
        context.out << (options->format == "json" ? json_of(result) : text_of(result, per));
        context.exit_code = result.verified() ? exit_proved : exit_nothing_proved;
    });
}

}  // namespace keybound
