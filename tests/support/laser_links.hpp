// Links of decoy-bb84 with the parameters of the reference values, and whatever else a test says.
#pragma once

#include <string>

#include "keybound/protocol/catalog.hpp"
#include "keybound/rate/evaluate.hpp"

namespace keybound::test {

// `more`: lines of dotted keys.
inline Link laser_link(const std::string& more) {
    const Scenario scenario = parse_scenario(
        "protocol.name = \"decoy-bb84\"\nchannel.misalignment_rad = 0.08\ndetector.efficiency = 0.65\n"
        "detector.dark_count_probability = 7.2e-8\n" +
        more);
    return protocol_named(scenario.protocol.name).link(scenario);
}

}  // namespace keybound::test
