#include "keybound/device/leakage/budget.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"
#include "keybound/device/leakage/catalog.hpp"
#include "keybound/device/leakage/composition.hpp"

namespace keybound {

LeakageBudget leakage_budget(const SourceTable& table, const EmittedLight& light) {
    LeakageBudget budget;
    if (table.side_channels.empty()) {
        budget.leakage = *std::max_element(table.leakage.begin(), table.leakage.end());
        budget.contributions.push_back({"source.leakage", "given", budget.leakage});
        return budget;
    }
    std::vector<double> amplitudes = {0.0};  // first all systems in product form together
    std::vector<std::string> in_product_form, others;
    for (const SideChannel& entry : table.side_channels) {
        const LeakageModel& model = leakage_model_named(entry.kind);
        const double epsilon = model.leakage(entry, light);
        budget.contributions.push_back({entry.name, entry.kind, epsilon});
        budget.assumptions.push_back("side channel " + entry.name + ": " + model.assumption(entry));
        budget.any_light = budget.any_light || entry.light == "any";
        (entry.product ? in_product_form : others).push_back(entry.name);
        if (entry.product)
            amplitudes.front() = leakage_of_product(amplitudes.front(), epsilon);
        else
            amplitudes.push_back(epsilon);
    }
    budget.leakage = leakage_of_amplitudes(amplitudes);
    if (in_product_form.size() > 1) {
        budget.assumptions.push_back("the side channels " + join(in_product_form) +
                                     " are systems of their own, in product form with each other (product = true)");
    }
    return budget;
}

Scenario with_less_leakage(const Scenario& scenario, std::size_t contribution, double decibels) {
    Scenario changed = scenario;
    auto& entries = changed.source.side_channels;
    if (contribution < entries.size()) {
        SideChannel& entry = entries[contribution];
        leakage_model_named(entry.kind).reduce(entry, decibels);
        return changed;
    }
    const double factor = std::pow(10.0, -decibels / 10.0);
    if (entries.empty() && contribution == 0) {
        for (double& leakage : changed.source.leakage) leakage *= factor;
        return changed;
    }
    KEYBOUND_CHECK(changed.trojan_horse.output_intensity.has_value());
    *changed.trojan_horse.output_intensity *= factor;
    return changed;
}

}  // namespace keybound
