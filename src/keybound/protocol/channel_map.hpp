// A channel that carries one system per use from Alice to Bob.
#pragma once

#include <optional>
#include <string>

#include "keybound/quantum/small_matrix.hpp"

namespace keybound {

struct ChannelMap {
    std::string kind;           // of [quantum_channel]
    double parameter = 0.0;     // of that kind
    int receiver_settings = 2;  // of a device-independent receiver
    double input_dimension = 2.0;
    double output_dimension = 2.0;
    // The state of half a maximally entangled pair sent through, rows |input output>; of at most 16 dimensions, else empty.
    std::optional<SmallMatrix> choi_state;
};

}  // namespace keybound
