#include "keybound/report/result_json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "keybound/core/version.hpp"
#include "keybound/scenario/canonical.hpp"

namespace keybound {

namespace {

using Json = nlohmann::ordered_json;

Json number(double x) { return std::isfinite(x) ? Json(x) : Json(nullptr); }
Json number(const std::optional<double>& x) { return x ? number(*x) : Json(nullptr); }

Json numbers(const NamedNumbers& values) {
    Json object = Json::object();
    for (const auto& [name, value] : values) object[name] = number(value);
    return object;
}

const char* direction_name(Direction direction) { return direction == Direction::lower ? "lower" : "upper"; }

Json bound_json(const Bound& bound) {
    return {{"proof", bound.proof->name},
            {"direction", direction_name(bound.proof->direction())},
            {"outcome", to_string(bound.verdict)},
            {"reason", bound.reason},
            {"regime", bound.regime},
            {"per", bound.per},
            {"rate_bits_per_pulse", number(bound.rate_bits_per_pulse)},
            {"rate_bits_per_second", number(bound.rate_bits_per_second)},
            {"quantities", numbers(bound.quantities)},
            {"assumptions", bound.assumptions},
            {"origin", bound.proof->origin == Origin::published ? "published" : "derived"},
            {"published_as", bound.proof->published_as}};
}

Json best_json(const Result& result, const std::optional<std::size_t>& index) {
    if (!index) return nullptr;
    const Bound& bound = result.bounds[*index];
    return {{"proof", bound.proof->name},
            {"rate_bits_per_pulse", number(bound.rate_bits_per_pulse)},
            {"rate_bits_per_second", number(bound.rate_bits_per_second)}};
}

Json head(const Result& result) {
    return {{"schema", 1},
            {"version", version},
            {"scenario", Json::parse(canonical_json(result.scenario))},
            {"scenario_hash", result.hash}};
}

Json item_json(const EvidenceItem& item) {
    const auto array = [&](std::span<const double> values) {
        Json rows = Json::array();
        for (std::size_t row = 0; row < item.rows; ++row) {
            Json columns = Json::array();
            for (std::size_t column = 0; column < item.columns; ++column)
                columns.push_back(number(values[row * item.columns + column]));
            rows.push_back(columns);
        }
        return item.rows == 1 ? rows[0] : rows;
    };
    if (!item.imaginary.empty()) return {{"real", array(item.real)}, {"imaginary", array(item.imaginary)}};
    return item.rows == 1 && item.columns == 1 ? number(item.real[0]) : array(item.real);
}

}  // namespace

std::string result_json(const Result& result) {
    Json document = head(result);
    document["statistics"] = numbers(result.statistics);
    document["bounds"] = Json::array();
    for (const Bound& bound : result.bounds) document["bounds"].push_back(bound_json(bound));
    document["best"] = {{"lower", best_json(result, result.best_lower)}, {"upper", best_json(result, result.best_upper)}};
    document["warnings"] = result.warnings;
    return document.dump(2) + "\n";
}

std::string evidence_json(const Result& result) {
    Json document = head(result);
    document["statistics"] = numbers(result.statistics);
    document["evidence"] = Json::array();
    for (const Bound& bound : result.bounds) {
        if (bound.verdict != Verdict::proved) continue;
        Json items = Json::object();
        for (const EvidenceItem& item : bound.evidence.items()) items[std::string(item.name)] = item_json(item);
        document["evidence"].push_back({{"proof", bound.proof->name},
                                        {"direction", direction_name(bound.proof->direction())},
                                        {"rate_bits_per_pulse", number(bound.rate_bits_per_pulse)},
                                        {"quantities", numbers(bound.quantities)},
                                        {"items", items}});
    }
    return document.dump(2) + "\n";
}

}  // namespace keybound
