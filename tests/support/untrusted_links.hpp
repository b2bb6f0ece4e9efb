// Links of untrusted devices for tests.
#pragma once

#include "keybound/protocol/diqkd_chsh.hpp"

namespace keybound::test {

// The table of an isotropic state.
inline Link isotropic_link(double visibility, std::optional<double> local_visibility = std::nullopt) {
    Scenario scenario;
    scenario.protocol.name = "diqkd-chsh";
    scenario.detector = {1.0, 0.0};
    scenario.state.visibility = visibility;
    scenario.correlations.local_visibility = local_visibility;
    return diqkd_chsh_link(scenario);
}

// S and Q alone.
inline Link chsh_link(double violation, double error) {
    Scenario scenario;
    scenario.protocol.name = "diqkd-chsh";
    scenario.correlations.chsh_value = violation;
    scenario.correlations.quantum_bit_error_rate = error;
    return diqkd_chsh_link(scenario);
}

}  // namespace keybound::test
