// Links of shared states for the unit tests of proofs.
#pragma once

#include <stdexcept>
#include <string>

#include "keybound/protocol/entanglement.hpp"

namespace keybound::test {

struct SharedSetup {
    double visibility = 0.8;
    double leak = 0.1;
    int dimension = 2;
    int parties = 2;
    std::string pattern = "same";
    std::string model = "uniform";
    int repeaters = 0;
};

inline Link shared_link(const SharedSetup& setup) {
    Scenario scenario;
    scenario.protocol.name = "entanglement";
    scenario.state.visibility = setup.visibility;
    scenario.state.dimension = setup.dimension;
    scenario.state.parties = setup.parties;
    scenario.leak.probability = setup.leak;
    scenario.leak.model = setup.model;
    scenario.leak.pattern = setup.pattern;
    if (setup.repeaters > 0) scenario.repeaters.count = setup.repeaters;
    return entanglement_link(scenario);
}

// A link of any kind of state: changes to the scenario `set` makes.
template <class Set>
Link state_link(const std::string& kind, Set set) {
    Scenario scenario;
    scenario.protocol.name = "entanglement";
    scenario.state.kind = kind;
    set(scenario);
    return entanglement_link(scenario);
}

inline double quantity(const NamedNumbers& numbers, const std::string& wanted) {
    for (const auto& [name, value] : numbers) {
        if (name == wanted) return value;
    }
    throw std::runtime_error("no quantity " + wanted);
}

}  // namespace keybound::test
