// The leakage of a source as a sum of contributions.
#pragma once

#include <string>
#include <vector>

#include "keybound/device/leakage/emitted_light.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

struct Contribution {
    std::string name;
    std::string kind;
    double epsilon;
};

struct LeakageBudget {
    std::vector<Contribution> contributions;  // in the order of the scenario
    double leakage = 0.0;                     // of all together, at most 1
    std::vector<std::string> assumptions;     // what is claimed of the device
    bool any_light = false;                   // Eve may send light in that is entangled over pulses
};

// The side channels of a source, composed by docs/theory/leakage-budget.md; without any, source.leakage. The same for every
// setting.
LeakageBudget leakage_budget(const SourceTable& table, const EmittedLight& light);

// The scenario with `decibels` less of the contribution of this place in the budget of its link.
Scenario with_less_leakage(const Scenario& scenario, std::size_t contribution, double decibels);

}  // namespace keybound
