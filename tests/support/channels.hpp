// Links of channels for tests.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "keybound/protocol/channel_file.hpp"
#include "keybound/protocol/link.hpp"

namespace keybound::test {

inline Link channel_link(const std::string& kind, double parameter, int settings = 2) {
    Scenario scenario;
    scenario.protocol.name = "quantum-channel";
    scenario.quantum_channel.kind = kind;
    scenario.quantum_channel.parameter = parameter;
    scenario.quantum_channel.settings = settings;
    return quantum_channel_link(scenario);
}

inline Link private_channel_link(double dimension) {
    Scenario scenario;
    scenario.protocol.name = "quantum-channel";
    scenario.quantum_channel.kind = "private-state";
    scenario.private_state.dimension = dimension;
    return quantum_channel_link(scenario);
}

// The channel of a file of Kraus operators with this content, or of a Choi state.
inline Link kraus_link(const std::string& content) {
    Scenario scenario;
    scenario.protocol.name = "quantum-channel";
    scenario.quantum_channel.kind = "kraus-file";
    scenario.quantum_channel.file = {"kraus.csv", content};
    return quantum_channel_link(scenario);
}

inline Link choi_link(const std::string& content) {
    Scenario scenario;
    scenario.protocol.name = "quantum-channel";
    scenario.quantum_channel.kind = "choi-file";
    scenario.quantum_channel.file = {"choi.csv", content};
    return quantum_channel_link(scenario);
}

inline std::string damping_kraus(double damping) {
    return fmt::format("1,0,0,0,0,0,{:.17g},0\n0,0,{:.17g},0,0,0,0,0\n", std::sqrt(1.0 - damping), std::sqrt(damping));
}

}  // namespace keybound::test
