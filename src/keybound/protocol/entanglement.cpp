#include "keybound/protocol/entanglement.hpp"

#include <cmath>

namespace keybound {

Link entanglement_link(const Scenario& scenario) {
    Link link;
    link.protocol = scenario.protocol.name;
    link.shared = make_shared_state(scenario);
    return link;
}

NamedNumbers entanglement_statistics(const Link& link) {
    const SharedState& state = link.shared.value();
    const double noise = 1.0 - state.visibility;
    return {{"effective_visibility", state.visibility},
            {"fidelity", state.visibility + noise * std::pow(state.dimension, -state.parties)},
            {"quantum_bit_error_rate", noise * (1.0 - 1.0 / state.dimension)},
            {"repeaters", state.chain.repeaters},
            {"leak_probability", state.leak_probability},
            {"leaked_round_probability", state.some_outcome_leaks()}};
}

}  // namespace keybound
