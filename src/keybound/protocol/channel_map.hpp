// A channel that carries one system per use from Alice to Bob.
#pragma once

#include <optional>
#include <string>

#include "keybound/core/named_numbers.hpp"
#include "keybound/protocol/private_state.hpp"
#include "keybound/quantum/small_matrix.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

// The state of half a maximally entangled pair sent through: row i b + o for input i of a and output o of b dimensions.
struct ChoiState {
    SmallMatrix matrix;
    int input_dimension;
    int output_dimension;
    double doubt;  // there is a channel whose Choi state differs from the matrix by no more than this, in norm
};

struct ChannelMap {
    std::string kind;           // of [quantum_channel]
    double parameter = 0.0;     // of that kind
    int receiver_settings = 2;  // of a device-independent receiver
    double input_dimension = 2.0;
    double output_dimension = 2.0;
    std::optional<PrivateState> private_state;  // the Choi state of that kind
    std::optional<ChoiState> choi_state;        // of the others
};

ChannelMap make_channel_map(const Scenario& scenario);

Link quantum_channel_link(const Scenario& scenario);
NamedNumbers quantum_channel_statistics(const Link& link);

}  // namespace keybound
