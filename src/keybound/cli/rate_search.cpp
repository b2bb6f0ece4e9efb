#include "keybound/cli/rate_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"
#include "keybound/scenario/parameters.hpp"

namespace keybound {

namespace {

constexpr double margin = 1e-9;

bool is_a_number(const Parameter& row) {
    if (row.kind.rfind("list of numbers", 0) == 0) return false;
    Scenario scenario;
    const FieldPointer field = row.field(scenario);
    return std::holds_alternative<double*>(field) || std::holds_alternative<std::optional<double>*>(field) ||
           std::holds_alternative<NumberList*>(field);
}

// The one number that a key has in a scenario, if it has one.
std::optional<double> number_in(const Scenario& scenario, const std::string& key) {
    Scenario copy = scenario;
    const FieldPointer field = find_parameter(key)->field(copy);
    if (auto* const* number = std::get_if<double*>(&field)) return **number;
    if (auto* const* number = std::get_if<std::optional<double>*>(&field)) return **number;
    if (auto* const* list = std::get_if<NumberList*>(&field); list != nullptr && (*list)->size() == 1) return (*list)->front();
    return std::nullopt;
}

}  // namespace

std::string value_text(double value) { return fmt::format("{}", value); }

SearchKey search_key(const std::string& key, const std::string& option) {
    const Parameter* row = find_parameter(key);
    if (row == nullptr || !is_a_number(*row)) {
        std::vector<std::string> names;
        for (const Parameter& candidate : documented_parameters()) {
            if (is_a_number(candidate)) names.push_back(candidate.path());
        }
        const std::string near = nearest(key, names);
        throw UserError({option, row == nullptr ? "is not a known key" : "is not a numeric key", shortened(key),
                         "one of " + join(names), "command line", 0,
                         near.empty() || row != nullptr ? "choose one of the keys above" : "did you mean " + near + "?"});
    }
    Interval interval{row->range.lower, row->range.upper, row->logarithmic};
    const double width = interval.upper - interval.lower;
    if (!row->range.lower_included && !row->logarithmic) interval.lower += margin * width;
    if (!row->range.lower_included && row->logarithmic) interval.lower = margin * margin * width;
    if (!row->range.upper_included) interval.upper -= margin * width;
    return {key, interval, row->unit};
}

void restrict_to(SearchKey& key, const std::string& range, const std::string& option) {
    const Interval wanted = parse_interval(range, option);
    const Parameter& row = *find_parameter(key.key);
    for (const double end : {wanted.lower, wanted.upper}) {
        if (row.range.contains(end)) continue;
        throw UserError({key.key, "is out of range", value_text(end),
                         fmt::format("a range within {}{}{}", row.range.to_string(), row.unit.empty() ? "" : " ", row.unit),
                         "command line, " + option, 0, "narrow the range"});
    }
    key.interval.lower = wanted.lower;
    key.interval.upper = wanted.upper;
}

SearchKey parse_search_key(const std::string& text, const std::string& option) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw UserError({option, "is not a range of a key", shortened(text), "table.key=MIN:MAX", "command line", 0,
                         fmt::format("write for example {} protocol.z_basis_probability=0.5:0.99", option)});
    }
    SearchKey key = search_key(text.substr(0, equals), option);
    restrict_to(key, text.substr(equals + 1), option);
    return key;
}

RateSearch::RateSearch(std::vector<SearchKey> keys, std::string proof, std::string option)
    : keys_(std::move(keys)), proof_(std::move(proof)), option_(std::move(option)), words_(vocabulary()) {
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (keys_[i].key != keys_[j].key) continue;
            throw UserError(
                {option_, "names a key twice", keys_[i].key, "each key once", "command line", 0, "give one range for it"});
        }
    }
    if (keys_.size() > 8) {
        throw UserError({option_, "has too many keys", fmt::format("{} keys", keys_.size()), "at most 8 keys", "command line",
                         0, "fix some of them with --set"});
    }
    if (proof_.empty()) return;
    std::vector<std::string> names;
    for (const Proof& row : proofs()) {
        if (row.direction() == Direction::lower) names.push_back(row.name);
    }
    if (std::find(names.begin(), names.end(), proof_) != names.end()) return;
    const std::string near = nearest(proof_, names);
    throw UserError({"--proof", "is not a known lower bound", shortened(proof_), "one of " + join(names), "command line", 0,
                     near.empty() ? "keybound list proofs shows all" : "did you mean " + near + "?"});
}

std::vector<double> RateSearch::lower_ends() const {
    std::vector<double> ends;
    for (const SearchKey& key : keys_) ends.push_back(key.interval.lower);
    return ends;
}

Scenario RateSearch::scenario(const RawScenario& base, const std::vector<double>& values) const {
    RawScenario raw = base;
    for (std::size_t i = 0; i < keys_.size(); ++i) apply_override(raw, keys_[i].key + "=" + value_text(values[i]), option_);
    return resolve(raw, words_);
}

const Bound* RateSearch::bound(const Result& result) const {
    if (proof_.empty()) return result.best_lower ? &result.bounds[*result.best_lower] : nullptr;
    for (const Bound& bound : result.bounds) {
        if (bound.proof->name != proof_) continue;
        const bool of_another_regime = result.scenario.finite.pulses && bound.regime != "finite";
        return bound.verdict == Verdict::proved && !of_another_regime ? &bound : nullptr;
    }
    std::vector<std::string> names;
    for (const Bound& bound : result.bounds) {
        if (bound.proof->direction() == Direction::lower) names.push_back(bound.proof->name);
    }
    throw UserError({"--proof", "is not evaluated for this scenario", proof_,
                     names.empty() ? "a scenario with lower bounds" : "one of " + join(names), "command line", 0,
                     "choose another proof, or change analysis.proofs"});
}

double RateSearch::rate(const RawScenario& base, const std::vector<double>& values) const {
    Scenario point = scenario(base, values);
    if (!proof_.empty() && is_evaluated(*find_proof(proof_), point)) point.analysis.proofs = {proof_};
    const Result result = evaluate(point);
    const Bound* found = bound(result);
    return found == nullptr ? std::numeric_limits<double>::quiet_NaN()
                            : found->rate_bits_per_pulse.value_or(std::numeric_limits<double>::quiet_NaN());
}

Optimum RateSearch::maximise(const RawScenario& base) const {
    OptimiseTask task;
    const Scenario as_given = resolve(base, words_);
    for (const SearchKey& key : keys_) {
        task.box.push_back(key.interval);
        const std::optional<double> value = number_in(as_given, key.key);
        if (value && *value >= key.interval.lower && *value <= key.interval.upper) task.start.push_back(*value);
    }
    if (task.start.size() != keys_.size()) task.start.clear();
    return keybound::maximise([&](const std::vector<double>& values) { return rate(base, values); }, task);
}

}  // namespace keybound
