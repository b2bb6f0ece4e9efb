#include "keybound/report/budget_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"
#include "keybound/report/json_numbers.hpp"

namespace keybound {

namespace {

// Of the sum of the contributions; NaN if all are 0.
std::vector<double> shares_of(const LeakageBudget& budget) {
    double sum = 0.0;
    for (const Contribution& contribution : budget.contributions) sum += contribution.epsilon;
    std::vector<double> shares;
    for (const Contribution& contribution : budget.contributions) {
        shares.push_back(sum > 0.0 ? contribution.epsilon / sum : std::nan(""));
    }
    return shares;
}

std::string percent(double share) { return std::isfinite(share) ? fmt::format("{:.3g} %", 100.0 * share) : "-"; }

std::string key_line(const Result& result) {
    if (!result.best_lower) return "\nNothing was proved of the key for this scenario.\n";
    const Bound& lower = result.bounds[*result.best_lower];
    const std::string rate = fmt::format("{:.4g} bits/pulse ({:.4g} bits/s), by {}", *lower.rate_bits_per_pulse,
                                         *lower.rate_bits_per_second, lower.proof->name);
    if (*lower.rate_bits_per_pulse > 0.0) return "\nThe key is " + rate + ".\n";
    return "\nThere is no key: " + rate + ". `keybound solve` finds the isolation at which there is.\n";
}

}  // namespace

std::string budget_text(const BudgetReport& report) {
    const LeakageBudget& budget = report.result.leakage;
    KEYBOUND_CHECK(report.db_to_double_key.size() == budget.contributions.size());
    const std::vector<double> shares = shares_of(budget);
    std::size_t width = 20;
    for (const Contribution& contribution : budget.contributions) width = std::max(width, contribution.name.size() + 2);
    std::string text =
        fmt::format("  {:<{}}{:<20}{:>12}{:>10}{:>18}\n", "", width, "kind", "epsilon", "share", "dB to double key");
    for (std::size_t i = 0; i < budget.contributions.size(); ++i) {
        const Contribution& contribution = budget.contributions[i];
        const std::optional<double>& decibels = report.db_to_double_key[i];
        text += fmt::format("  {:<{}}{:<20}{:>12.4g}{:>10}{:>18}\n", contribution.name, width, contribution.kind,
                            contribution.epsilon, percent(shares[i]), decibels ? fmt::format("{:.3g}", *decibels) : "-");
    }
    text += fmt::format("  {:<{}}{:>12.4g}\n", "leakage", width + 20, budget.leakage) + key_line(report.result);
    if (!budget.assumptions.empty()) text += "\nWhat is claimed of the device\n";
    for (const std::string& claim : budget.assumptions) text += "  " + wrapped(claim, 110, "    ") + "\n";
    return text;
}

std::string budget_json(const BudgetReport& report) {
    using Json = nlohmann::ordered_json;
    const LeakageBudget& budget = report.result.leakage;
    KEYBOUND_CHECK(report.db_to_double_key.size() == budget.contributions.size());
    const std::vector<double> shares = shares_of(budget);
    Json document = json_head(report.result);
    document["contributions"] = Json::array();
    for (std::size_t i = 0; i < budget.contributions.size(); ++i) {
        const Contribution& contribution = budget.contributions[i];
        document["contributions"].push_back({{"name", contribution.name},
                                             {"kind", contribution.kind},
                                             {"epsilon", json_number(contribution.epsilon)},
                                             {"share", json_number(shares[i])},
                                             {"db_to_double_key", json_number(report.db_to_double_key[i])}});
    }
    document["leakage"] = json_number(budget.leakage);
    const auto& best = report.result.best_lower;
    const Bound* lower = best ? &report.result.bounds[*best] : nullptr;
    document["proof"] = lower == nullptr ? Json(nullptr) : Json(lower->proof->name);
    document["rate_bits_per_pulse"] = lower == nullptr ? Json(nullptr) : json_number(lower->rate_bits_per_pulse);
    document["assumptions"] = budget.assumptions;
    return document.dump(2) + "\n";
}

}  // namespace keybound
