#include "keybound/scenario/finite_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/core/text.hpp"
#include "keybound/scenario/parameters.hpp"
#include "keybound/scenario/refuse.hpp"

namespace keybound {

namespace {

// Decimal digits such as 6.25e-22 are no doubles: a split of the secrecy that is exact on paper may miss it by a rounding.
// secrecy_split takes back what is tolerated here.
constexpr double split_tolerance = 1e-9;

// The value as the user wrote it and where, or the default.
std::string quoted_or_default(const RawScenario& raw, const std::string& path) {
    if (const RawValue* value = find_value(raw, path)) return quotation(path, *value);
    return fmt::format("{} = {} (the default)", path, default_of(*find_parameter(path)));
}

std::vector<std::string> in_quotes(std::vector<std::string> names) {
    for (std::string& name : names) name = '"' + name + '"';
    return names;
}

// Keys that are a method's own: those that the chosen method does not have mean nothing.
void check_method(const RawScenario& raw, const FiniteTable& table, const Vocabulary& vocabulary) {
    const auto has = [](const Vocabulary::MethodWord& method, const std::string& key) {
        return std::find(method.parameters.begin(), method.parameters.end(), key) != method.parameters.end();
    };
    for (const std::string key : {"tilt", "coin_probability", "hoelder_exponent"}) {
        const std::string path = "finite." + key;
        const RawValue* value = find_value(raw, path);
        if (value == nullptr) continue;
        std::vector<std::string> own, methods;
        for (const Vocabulary::MethodWord& method : vocabulary.finite_methods) {
            if (has(method, key)) methods.push_back(method.name);
            if (method.name == table.method) own = method.parameters;
        }
        if (std::find(own.begin(), own.end(), key) != own.end()) continue;
        for (std::string& name : own) name = "finite." + name;
        refuse(path, *value, "is not used by " + quoted_or_default(raw, "finite.method"),
               own.empty() ? "a method without keys of its own" : "of the keys of methods only " + join(own),
               methods.empty() ? "remove the key"
                               : "remove the key, or choose a method that has it: " + join(in_quotes(methods), " or "));
    }
}

void check_dual(const RawScenario& raw, const FiniteTable& table) {
    const RawValue* weight = find_value(raw, "finite.dual_weight");
    const RawValue* dual = find_value(raw, "finite.dual");
    const RawValue* tests = find_value(raw, "finite.test_fraction");
    if (weight != nullptr && table.dual != "coin") {
        const std::string needs = "needs finite.dual = \"coin\"";
        refuse(
            "finite.dual_weight", *weight,
            dual == nullptr ? needs : needs + " and contradicts " + quotation("finite.dual", *dual),
            fmt::format("a number in {}, only beside dual = \"coin\"", find_parameter("finite.dual_weight")->range.to_string()),
            "write dual = \"coin\", or remove dual_weight");
    }
    if (tests != nullptr && table.dual == "coin" && !(*table.test_fraction == 0.0)) {
        refuse("finite.test_fraction", *tests, "contradicts " + quotation("finite.dual", *dual),
               "0 beside dual = \"coin\": the coin uses no Z tests", "remove test_fraction, or write dual = \"optimal\"");
    }
}

void check_secrecy(const RawScenario& raw, const FiniteTable& table) {
    const RawValue* privacy = find_value(raw, "finite.privacy_secrecy");
    const RawValue* failure = find_value(raw, "finite.failure_probability");
    const std::string secrecy = quoted_or_default(raw, "finite.secrecy");
    if (privacy != nullptr && !(*table.privacy_secrecy < table.secrecy)) {
        refuse("finite.privacy_secrecy", *privacy, "leaves nothing of " + secrecy + " for failure_probability",
               fmt::format("a number in (0, {})", table.secrecy),
               "lower privacy_secrecy, raise secrecy, or leave privacy_secrecy out: half of secrecy");
    }
    if (failure == nullptr) return;
    const double error = 2.0 * std::sqrt(*table.failure_probability);
    if (privacy == nullptr && !(secrecy_split(table).privacy_secrecy > 0.0)) {
        refuse(
            "finite.failure_probability", *failure, "leaves nothing of " + secrecy + " for privacy_secrecy",
            fmt::format("a number in (0, {:.6g}): 2 sqrt(failure_probability) < secrecy", 0.25 * table.secrecy * table.secrecy),
            "lower failure_probability, raise secrecy, or leave failure_probability out");
    }
    if (privacy != nullptr && !(*table.privacy_secrecy + error <= table.secrecy * (1.0 + split_tolerance))) {
        const double left = 0.5 * (table.secrecy - *table.privacy_secrecy);
        refuse("finite.failure_probability", *failure,
               fmt::format("is too much beside {} for {}", quotation("finite.privacy_secrecy", *privacy), secrecy),
               fmt::format("a number in (0, {:.6g}]: privacy_secrecy + 2 sqrt(failure_probability) <= secrecy", left * left),
               "lower failure_probability or privacy_secrecy, or leave one of them out");
    }
}

}  // namespace

void check_finite_table(const RawScenario& raw, const FiniteTable& table, const Vocabulary& vocabulary) {
    check_method(raw, table, vocabulary);
    check_dual(raw, table);
    check_secrecy(raw, table);
}

SecrecySplit secrecy_split(const FiniteTable& table) {
    const auto left_by = [&](double share) { return std::max(0.0, rounding::down(table.secrecy - share, 1)); };
    if (table.failure_probability && !table.privacy_secrecy) {
        return {left_by(rounding::up(2.0 * std::sqrt(*table.failure_probability), 1)), *table.failure_probability};
    }
    const double privacy = table.privacy_secrecy.value_or(0.5 * table.secrecy);
    const double half = 0.5 * left_by(privacy);
    const double failure = std::max(0.0, rounding::down(half * half, 1));
    return {privacy, std::min(failure, table.failure_probability.value_or(failure))};
}

}  // namespace keybound
