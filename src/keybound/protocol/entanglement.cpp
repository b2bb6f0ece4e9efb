#include "keybound/protocol/entanglement.hpp"

#include <cmath>

namespace keybound {

Link entanglement_link(const Scenario& scenario) {
    Link link;
    link.protocol = scenario.protocol.name;
    if (scenario.state.kind == "isotropic" || scenario.state.kind == "ghz-noise") link.shared = make_shared_state(scenario);
    if (has_measured_state(scenario)) link.measured = make_measured_state(scenario);
    return link;
}

NamedNumbers entanglement_statistics(const Link& link) {
    NamedNumbers numbers;
    const auto add = [&](const char* name, std::optional<double> value) {
        if (value) numbers.emplace_back(name, *value);
    };
    if (link.shared) {
        const SharedState& state = *link.shared;
        const double noise = 1.0 - state.visibility;
        add("effective_visibility", state.visibility);
        add("fidelity", state.visibility + noise * std::pow(state.dimension, -state.parties));
        if (!link.measured) add("quantum_bit_error_rate", noise * (1.0 - 1.0 / state.dimension));
        if (link.measured) add("quantum_bit_error_rate", bit_error_rate(*link.measured));
        add("repeaters", state.chain.repeaters);
    } else {
        add("fidelity", ghz_fidelity(link.measured.value()));
        add("purity", purity(*link.measured));
        add("quantum_bit_error_rate", bit_error_rate(*link.measured));
    }
    const OutcomeLeak& leak = link.shared ? static_cast<const OutcomeLeak&>(*link.shared) : link.measured.value();
    add("leak_probability", leak.leak_probability);
    add("leaked_round_probability", leak.some_outcome_leaks());
    return numbers;
}

}  // namespace keybound
