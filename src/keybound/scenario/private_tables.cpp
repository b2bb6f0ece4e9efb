#include "keybound/scenario/private_tables.hpp"

#include <fmt/format.h>

#include <cmath>

#include "keybound/scenario/parameters.hpp"
#include "keybound/scenario/private_parameters.hpp"
#include "keybound/scenario/refuse.hpp"

namespace keybound {

namespace {

constexpr double largest_file = 64.0;  // dimensions

// A sweep over powers of two may ask for 1023.9999999999999.
double whole_part(double value) {
    const double nearest = std::round(value);
    return std::fabs(value - nearest) <= 1e-12 * value ? nearest : std::floor(value);
}

bool is_power_of_two(double value) {
    int exponent = 0;
    return std::frexp(value, &exponent) == 0.5;
}

// What must be written for a row to mean something.
std::string companion_of(const std::string& path) {
    if (path == "private_state.file") return "private_state.unitary = \"file\"";
    if (path == "quantum_channel.settings") return "quantum_channel.kind = \"erasure\"";
    if (path == "quantum_channel.file") return "quantum_channel.kind = \"choi-file\" or \"kraus-file\"";
    if (path == "quantum_channel.parameter") return "a quantum_channel.kind of a qubit channel";
    return "quantum_channel.kind = \"private-state\"";
}

void refuse_idle_keys(const RawScenario& raw, const Scenario& scenario, const std::vector<Parameter>& rows) {
    for (const Parameter& row : rows) {
        const RawValue* value = find_value(raw, row.path());
        if (value == nullptr || row.has_meaning == nullptr || row.has_meaning(scenario)) continue;
        refuse(row.path(), *value, "means nothing here", "only beside " + companion_of(row.path()),
               "remove " + row.key + ", or write " + companion_of(row.path()));
    }
}

void refuse_fraction(const RawScenario& raw, const std::string& path, double value, const std::string& example) {
    if (value == std::floor(value)) return;
    refuse(raw, path, "is not a whole number", "a whole number", "write for example " + example);
}

void check_shield(const RawScenario& raw, PrivateStateTable& shield) {
    shield.dimension = whole_part(shield.dimension);
    if (shield.unitary == "hadamard" && !is_power_of_two(shield.dimension)) {
        refuse(raw, "private_state.unitary", fmt::format("does not exist for d = {}", shield.dimension),
               "\"hadamard\" only if private_state.dimension is a power of two",
               "write unitary = \"fourier\", or another dimension");
    }
    if (shield.unitary != "file") return;
    if (shield.file.path.empty()) {
        refuse(raw, "private_state.unitary", "needs private_state.file", "\"file\" only beside the name of one",
               "add for example file = \"unitary.csv\" to [private_state]");
    }
    if (shield.dimension > largest_file) {
        refuse(raw, "private_state.unitary", fmt::format("is for d up to {}", largest_file),
               fmt::format("\"file\" only if private_state.dimension is at most {}", largest_file),
               "write unitary = \"fourier\": no bound depends on the unitary");
    }
}

}  // namespace

void complete_private_state(const RawScenario& raw, Scenario& scenario) {
    const QuantumChannelTable& channel = scenario.quantum_channel;
    refuse_idle_keys(raw, scenario, quantum_channel_parameters());
    refuse_idle_keys(raw, scenario, private_state_parameters());
    refuse_fraction(raw, "private_state.copies", scenario.private_state.copies, "copies = 20");
    refuse_fraction(raw, "quantum_channel.settings", channel.settings, "settings = 4");
    if (scenario.protocol.name != "quantum-channel" || channel.kind == "private-state")
        check_shield(raw, scenario.private_state);
    const bool from_file = channel.kind == "choi-file" || channel.kind == "kraus-file";
    if (from_file && channel.file.path.empty()) {
        refuse(raw, "quantum_channel.kind", "needs quantum_channel.file", "the kinds of files only beside the name of one",
               fmt::format("add for example file = \"{}.csv\" to [quantum_channel]",
                           channel.kind.substr(0, channel.kind.find('-'))));
    }
}

}  // namespace keybound
