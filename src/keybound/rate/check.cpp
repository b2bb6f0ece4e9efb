#include "keybound/rate/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <string_view>

#include "keybound/core/version.hpp"
#include "keybound/protocol/catalog.hpp"
#include "keybound/rate/finite_key.hpp"
#include "keybound/rate/key_rate.hpp"
#include "keybound/rate/laser_rate.hpp"
#include "keybound/scenario/canonical.hpp"

namespace keybound {

namespace {

constexpr double tolerance = 1e-9;  // of what is computed by closed formulas, on another machine's sin and log

std::vector<EvidenceItem> views(const std::vector<ClaimedItem>& items) {
    std::vector<EvidenceItem> result;
    for (const ClaimedItem& item : items) result.push_back({item.name, item.rows, item.columns, item.real, item.imaginary});
    return result;
}

bool close(std::span<const double> claimed, std::span<const double> found, double allowed) {
    if (claimed.size() != found.size()) return false;
    for (std::size_t k = 0; k < found.size(); ++k) {
        if (!(std::fabs(claimed[k] - found[k]) <= allowed)) return false;
    }
    return true;
}

double largest(std::span<const double> values) {
    double result = 0.0;
    for (const double value : values) result = std::fmax(result, std::fabs(value));
    return result;
}

// The first item that the evaluation leaves otherwise than claimed; "" if there is none.
std::string different_item(const std::vector<ClaimedItem>& claimed, const std::vector<EvidenceItem>& found) {
    std::map<std::string_view, std::ptrdiff_t> behind;  // the last item of that name in the claim: names may occur again
    for (const EvidenceItem& item : found) {
        const auto same = std::find_if(claimed.begin() + behind[item.name], claimed.end(),
                                       [&](const auto& other) { return other.name == item.name; });
        if (same != claimed.end()) behind[item.name] = same - claimed.begin() + 1;
        const double allowed = tolerance * std::fmax(largest(item.real), largest(item.imaginary));
        if (same == claimed.end() || same->rows != item.rows || same->columns != item.columns ||
            !close(same->real, item.real, allowed) || !close(same->imaginary, item.imaginary, allowed)) {
            return std::string(item.name);
        }
    }
    return claimed.size() == found.size() ? "" : "number of items";
}

const double* find(const NamedNumbers& numbers, const std::string& name) {
    const auto found = std::find_if(numbers.begin(), numbers.end(), [&](const auto& number) { return number.first == name; });
    return found == numbers.end() ? nullptr : &found->second;
}

struct Recomputed {
    double rate;
    NamedNumbers quantities;
    Evidence evidence;
};

// The intensities that evidence says were chosen; none if they are no three decreasing mean photon numbers that end with 0.
std::optional<std::vector<double>> chosen_intensities(const ClaimedBound& claim) {
    for (const ClaimedItem& item : claim.items) {
        const auto& x = item.real;
        if (item.name != "intensities" || x.size() != 3) continue;
        if (x[0] <= 10.0 && x[0] > x[1] && x[1] > 0.0 && x[2] == 0.0) return std::vector<double>(x.begin(), x.end());
    }
    return std::nullopt;
}

std::optional<Recomputed> recompute(const Proof& proof, const Scenario& scenario, const Link& given, const ClaimedBound& claim,
                                    std::string& reason) {
    const bool chosen = optimises_intensities(scenario) && proof.direction() == Direction::lower;
    const auto intensities = chosen ? chosen_intensities(claim) : std::nullopt;
    if (chosen && !intensities) {
        reason = "the evidence holds no intensities";
        return std::nullopt;
    }
    const Link own = chosen ? protocol_named(scenario.protocol.name).link(with_intensities(scenario, *intensities)) : Link{};
    const Link& link = chosen ? own : given;
    reason = not_vouched_for(link);
    if (!reason.empty()) return std::nullopt;
    if (proof.direction() == Direction::upper) {
        const Outcome<RateCeiling> outcome = proof.conclude_ceiling != nullptr
                                                 ? proof.conclude_ceiling(link, views(claim.items))
                                                 : std::get<UpperProof>(proof.prove)(link);
        reason = outcome.reason();
        if (outcome.verdict() != Verdict::proved) return std::nullopt;
        const RateCeiling& ceiling = outcome.value();
        const UpperBound rate = bounds_runs(ceiling, scenario) ? finite_ceiling(ceiling.rate_bits_per_pulse, scenario.finite)
                                                               : ceiling.rate_bits_per_pulse;
        return Recomputed{rate.value, ceiling.quantities, ceiling.evidence};
    }
    if (const auto* floor = std::get_if<FloorProof>(&proof.prove)) {
        const Outcome<RateFloor> outcome = (*floor)(link);
        reason = outcome.reason();
        if (!outcome.has_value()) return std::nullopt;
        return Recomputed{outcome.value().rate_bits_per_pulse.value, outcome.value().quantities, outcome.value().evidence};
    }
    if (is_finite_row(proof, scenario)) {
        const auto outcome = concluded_finite_key(link, scenario, *proof.run, views(claim.items));
        reason = outcome.reason();
        if (!outcome.has_value()) return std::nullopt;
        const FiniteKey& key = outcome.value();
        return Recomputed{key_per_pulse(key).value,
                          finite_quantities(key, *find_finite_method(scenario.finite.method), *proof.run),
                          finite_evidence(key)};
    }
    const Outcome<PhaseErrorBound> outcome =
        proof.conclude != nullptr ? proof.conclude(link, views(claim.items)) : std::get<LowerProof>(proof.prove)(link);
    reason = outcome.reason();
    if (!outcome.has_value()) return std::nullopt;
    const PhaseErrorBound& found = outcome.value();
    Recomputed result{asymptotic_key_rate(link, found).value, quantities_of(found), found.evidence};
    const auto add = [&](const NamedNumbers& more) {
        result.quantities.insert(result.quantities.end(), more.begin(), more.end());
    };
    if (found.single_photons) add(losses(link, bound_without_leakage(link), found));
    if (chosen) {
        add(intensity_quantities(*intensities));
        result.evidence.add("intensities", std::span<const double>(*intensities));
    }
    return result;
}

CheckedBound check_bound(const Scenario& scenario, const Link& link, const ClaimedBound& claim) {
    CheckedBound result{claim.proof, claim.direction, false, "", claim.rate_bits_per_pulse, std::nullopt};
    const Proof* proof = find_proof(claim.proof);
    if (proof == nullptr || !proof->applies_to(scenario.protocol.name)) {
        result.reason = "is not a proof for this protocol";
        return result;
    }
    const bool upper = proof->direction() == Direction::upper;
    if (claim.direction != (upper ? "upper" : "lower")) {
        result.reason = "the direction is wrong";
        return result;
    }
    const auto found = recompute(*proof, scenario, link, claim, result.reason);
    if (!found) {
        if (result.reason.empty()) result.reason = "nothing was proved";
        return result;
    }
    result.proved_rate = found->rate;
    const double slack = tolerance * std::fabs(found->rate);
    const bool reached = claim.rate_bits_per_pulse && (upper ? *claim.rate_bits_per_pulse >= found->rate - slack
                                                             : *claim.rate_bits_per_pulse <= found->rate + slack);
    if (!reached) {
        result.reason = fmt::format("the evidence proves {:.12g}, not what is claimed", found->rate);
        return result;
    }
    for (const auto& [name, value] : claim.quantities) {
        const double* recomputed = find(found->quantities, name);
        if (recomputed == nullptr || !(std::fabs(value - *recomputed) <= tolerance * std::fabs(*recomputed))) {
            result.reason = fmt::format("{} is not what the evidence gives", name);
            return result;
        }
    }
    for (const auto& quantity : found->quantities) {
        if (find(claim.quantities, quantity.first) != nullptr) continue;
        result.reason = fmt::format("{} is missing", quantity.first);
        return result;
    }
    const std::string item = different_item(claim.items, found->evidence.items());
    if (!item.empty()) {
        result.reason = fmt::format("the item {} is not what the evaluation leaves", item);
        return result;
    }
    result.verified = true;
    return result;
}

}  // namespace

bool CheckResult::verified() const {
    return objections.empty() && !bounds.empty() &&
           std::all_of(bounds.begin(), bounds.end(), [](const CheckedBound& bound) { return bound.verified; });
}

namespace {

void add_leak(Evidence& evidence, const OutcomeLeak& leak) {
    evidence.add("some_outcome_leaks", leak.some_outcome_leaks());
    evidence.add("all_but_one_leak", leak.all_but_one_leak());
    evidence.add("one_side_leaks", leak.one_side_leaks());
}

}  // namespace

Evidence link_evidence(const Link& link) {
    Evidence evidence;
    if (link.correlations) {
        const Correlations& seen = *link.correlations;
        evidence.add("chsh_value", seen.chsh_value);
        evidence.add("quantum_bit_error_rate", seen.quantum_bit_error_rate);
        if (seen.visibility) evidence.add("visibility", *seen.visibility);
        if (seen.table) evidence.add_table("table", 4, seen.table->probabilities);
        if (!link.channel_map) return evidence;
    }
    if (link.shared) {
        evidence.add("dimension", link.shared->dimension);
        evidence.add("parties", link.shared->parties);
        evidence.add("visibility", link.shared->visibility);
        add_leak(evidence, *link.shared);
    }
    if (link.private_state) {
        evidence.add("dimension", link.private_state->dimension);
        evidence.add("copies", link.private_state->copies);
        return evidence;
    }
    if (link.measured) {
        const std::vector<double> dimensions(link.measured->dimensions.begin(), link.measured->dimensions.end());
        evidence.add("dimensions", std::span<const double>(dimensions));
        evidence.add_matrix("state", link.measured->state);
        if (!link.shared) add_leak(evidence, *link.measured);
    }
    if (link.shared || link.measured) return evidence;
    if (link.channel_map) {
        const ChannelMap& map = *link.channel_map;
        evidence.add("input_dimension", map.input_dimension);
        evidence.add("output_dimension", map.output_dimension);
        evidence.add("parameter", map.parameter);
        if (map.choi_state) evidence.add_matrix("choi_state", map.choi_state->matrix);
        return evidence;
    }
    evidence.add_matrix("kets", link.source.states());
    const auto n = static_cast<std::size_t>(link.source.settings());
    evidence.add("leakage", std::span(link.source.leakage.data(), n));
    for (const bool z : {false, true}) {
        const auto& table = z ? link.statistics.z : link.statistics.x;
        for (int b = 0; b < 2; ++b) {
            std::vector<double> row;
            for (std::size_t j = 0; j < n; ++j) row.push_back(table[j][b]);
            evidence.add(z ? (b == 0 ? "z_0" : "z_1") : (b == 0 ? "x_0" : "x_1"), std::span<const double>(row));
        }
    }
    return evidence;
}

CheckResult check(const EvidenceDocument& document) {
    CheckResult result;
    const Scenario& scenario = document.scenario;
    const Link link = shown_link(scenario);
    if (document.version != version) {
        result.objections.push_back(
            fmt::format("was written by keybound {}, this is {}: check it with the same version", document.version, version));
    } else if (document.scenario_hash != scenario_hash(scenario)) {
        result.objections.emplace_back("scenario_hash is not that of the scenario");
    }
    const Evidence rebuilt = link_evidence(link);
    const std::string item = different_item(document.link, rebuilt.items());
    if (!item.empty()) result.objections.push_back(fmt::format("link.{} is not what the scenario gives", item));
    const NamedNumbers statistics = statistics_of(link);
    for (const auto& [name, value] : statistics) {
        const double* claimed = find(document.statistics, name);
        if (claimed == nullptr || !(std::fabs(*claimed - value) <= tolerance * std::fabs(value))) {
            result.objections.push_back(fmt::format("statistics.{} is not what the scenario gives", name));
        }
    }
    for (const ClaimedBound& claim : document.bounds) result.bounds.push_back(check_bound(scenario, link, claim));
    return result;
}

}  // namespace keybound
