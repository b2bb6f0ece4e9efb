// Honest links for the unit tests of proofs.
#pragma once

#include <array>
#include <vector>

#include "keybound/protocol/bb84.hpp"
#include "keybound/protocol/three_state.hpp"

namespace keybound::test {

struct LinkSetup {
    double modulation_error_rad = 0.0;
    std::vector<double> leakage = {0.0};
    double fibre_km = 100.0;
    double dark = 1e-8;
    std::vector<std::array<double, 2>> states = {};
};

inline Link link_of(const LinkSetup& setup, int settings = 4) {
    Scenario scenario;
    scenario.protocol.name = settings == 4 ? "bb84" : "three-state";
    scenario.source.modulation_error_rad = setup.modulation_error_rad;
    scenario.source.states = setup.states;
    scenario.source.leakage = setup.leakage;
    scenario.channel.fibre_km = setup.fibre_km;
    scenario.detector.dark_count_probability = setup.dark;
    return settings == 4 ? bb84_link(scenario) : three_state_link(scenario);
}

}  // namespace keybound::test
