// What the JSON documents share. Only report/ includes it.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>

#include "keybound/core/version.hpp"
#include "keybound/rate/evaluate.hpp"
#include "keybound/scenario/canonical.hpp"

namespace keybound {

// Numbers that are not finite are null.
inline nlohmann::ordered_json json_number(double x) {
    return std::isfinite(x) ? nlohmann::ordered_json(x) : nlohmann::ordered_json(nullptr);
}
inline nlohmann::ordered_json json_number(const std::optional<double>& x) {
    return x ? json_number(*x) : nlohmann::ordered_json(nullptr);
}
inline nlohmann::ordered_json json_numbers(const NamedNumbers& values) {
    auto object = nlohmann::ordered_json::object();
    for (const auto& [name, value] : values) object[name] = json_number(value);
    return object;
}
inline const char* direction_name(Direction direction) { return direction == Direction::lower ? "lower" : "upper"; }

// schema, version, scenario, scenario_hash: how every document about one scenario begins.
inline nlohmann::ordered_json json_head(const Result& result) {
    return {{"schema", 1},
            {"version", version},
            {"scenario", nlohmann::ordered_json::parse(canonical_json(result.scenario))},
            {"scenario_hash", result.hash}};
}

}  // namespace keybound
