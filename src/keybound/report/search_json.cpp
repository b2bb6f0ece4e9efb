#include "keybound/report/search_json.hpp"

#include <nlohmann/json.hpp>

namespace keybound {

namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

}  // namespace

std::string solve_json(const SolveReport& report) {
    const Solution& solution = report.solution;
    const bool found = solution.outcome == Solution::Outcome::found;
    Json document = {{"schema", 1}, {"key", report.key}};
    document["value"] = found ? Json(solution.value) : Json(nullptr);
    document["safe_side"] = found ? Json(solution.safe_below ? "below" : "above") : Json(nullptr);
    document["bracket"] = found ? Json({solution.bracket_lower, solution.bracket_upper}) : Json(nullptr);
    document["rate_bits_per_pulse"] = found ? Json(solution.at_value) : Json(nullptr);
    document["target"] = solution.target;
    if (report.task.of_largest) document["target_share"] = report.task.target;
    document["tolerance"] = report.task.tolerance;
    document["proof"] = text_or_null(report.proof);
    document["evaluations"] = solution.evaluations;
    document["scenario_hash"] = text_or_null(report.hash);
    if (!found) {
        document["reason"] = report.reason;
        document["met"] = Json::array();
        for (const auto& [from, to] : solution.met) document["met"].push_back({from, to});
    }
    return document.dump(2) + "\n";
}

std::string optimise_json(const OptimiseReport& report) {
    Json document = {{"schema", 1}};
    document["optimum"] = report.optimum.empty() ? Json(nullptr) : Json::object();
    for (const auto& [key, value] : report.optimum) document["optimum"][key] = value;
    document["rate_bits_per_pulse"] = report.rate_bits_per_pulse ? Json(*report.rate_bits_per_pulse) : Json(nullptr);
    document["at_end"] = report.at_end;
    document["proof"] = text_or_null(report.proof);
    document["evaluations"] = report.evaluations;
    document["scenario_hash"] = text_or_null(report.hash);
    if (!report.reason.empty()) document["reason"] = report.reason;
    return document.dump(2) + "\n";
}

}  // namespace keybound
