#include "inputs.hpp"

#include <array>

#include "keybound/protocol/catalog.hpp"

namespace keybound::bench {

Scenario scenario_number(int number, Kind kind) {
    const int i = number * 389 % variety;
    Scenario scenario;
    scenario.protocol.name = kind == Kind::three_state ? "three-state" : "bb84";
    scenario.source.leakage = {kind == Kind::bb84_without_leak ? 0.0 : 1e-9 * (1 + i % 1013)};
    scenario.channel.fibre_km = 0.5 + 0.5 * (i % 401);
    const double error = 0.01 + 0.001 * (i % 97);
    if (kind == Kind::bb84_out_of_plane) {
        scenario.source.states = {{0.02, 0.0}, {1.56, 0.6 * error}, {0.78 + error, 0.9 * error}, {2.34, -0.5 * error}};
    } else {
        scenario.source.modulation_error_rad = error;
    }
    return scenario;
}

const std::vector<Link>& links(Kind kind) {
    static std::array<std::vector<Link>, 4> cache;
    auto& result = cache[static_cast<std::size_t>(kind)];
    for (int i = static_cast<int>(result.size()); i < variety; ++i) {
        const Scenario scenario = scenario_number(i, kind);
        result.push_back(protocol_named(scenario.protocol.name).link(scenario));
    }
    return result;
}

}  // namespace keybound::bench
