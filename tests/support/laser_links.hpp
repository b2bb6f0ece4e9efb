// Links of decoy-bb84 with the parameters of the reference values, and whatever else a test says.
#pragma once

#include <fmt/format.h>

#include <string>

#include "keybound/protocol/catalog.hpp"
#include "keybound/rate/evaluate.hpp"
#include "keybound/rate/key_rate.hpp"

namespace keybound::test {

// `more`: lines of dotted keys.
inline Link laser_link(const std::string& more) {
    const Scenario scenario = parse_scenario(
        "protocol.name = \"decoy-bb84\"\nchannel.misalignment_rad = 0.08\ndetector.efficiency = 0.65\n"
        "detector.dark_count_probability = 7.2e-8\n" +
        more);
    return protocol_named(scenario.protocol.name).link(scenario);
}

inline Link laser_link_at(double fibre_km, double leakage, const std::string& more = "") {
    return laser_link(fmt::format("channel.fibre_km = {}\nsource.leakage = {}\n", fibre_km, leakage) + more);
}

// Bits per pulse; 0 where nothing is proved.
inline double rate_of(const Link& link, const Outcome<PhaseErrorBound>& outcome) {
    return outcome.has_value() ? asymptotic_key_rate(link, outcome.value()).value : 0.0;
}

}  // namespace keybound::test
