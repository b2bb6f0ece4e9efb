#include "keybound/report/result_json.hpp"

#include <nlohmann/json.hpp>

#include "keybound/report/json_numbers.hpp"

namespace keybound {

namespace {

using Json = nlohmann::ordered_json;

Json bound_json(const Bound& bound) {
    return {{"proof", bound.proof->name},
            {"direction", direction_name(bound.proof->direction())},
            {"outcome", to_string(bound.verdict)},
            {"reason", bound.reason},
            {"regime", bound.regime},
            {"per", bound.per},
            {"rate_bits_per_pulse", json_number(bound.rate_bits_per_pulse)},
            {"rate_bits_per_second", json_number(bound.rate_bits_per_second)},
            {"key_length_bits", json_number(bound.key_length_bits)},
            {"quantities", json_numbers(bound.quantities)},
            {"devices", bound.proof->devices == Devices::trusted ? "trusted" : "untrusted"},
            {"restricted_to", bound.restricted_to},
            {"assumptions", bound.assumptions},
            {"origin", bound.proof->origin == Origin::published ? "published" : "derived"},
            {"published_as", bound.proof->published_as}};
}

Json best_json(const Result& result, const std::optional<std::size_t>& index) {
    if (!index) return nullptr;
    const Bound& bound = result.bounds[*index];
    return {{"proof", bound.proof->name},
            {"rate_bits_per_pulse", json_number(bound.rate_bits_per_pulse)},
            {"rate_bits_per_second", json_number(bound.rate_bits_per_second)},
            {"key_length_bits", json_number(bound.key_length_bits)}};
}

}  // namespace

std::string result_json(const Result& result) {
    Json document = json_head(result);
    document["statistics"] = json_numbers(result.statistics);
    document["bounds"] = Json::array();
    for (const Bound& bound : result.bounds) document["bounds"].push_back(bound_json(bound));
    document["best"] = {{"lower", best_json(result, result.best_lower)}, {"upper", best_json(result, result.best_upper)}};
    document["warnings"] = result.warnings;
    return document.dump(2) + "\n";
}

}  // namespace keybound
