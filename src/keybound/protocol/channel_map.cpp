#include "keybound/protocol/channel_map.hpp"

#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/protocol/channel_correlations.hpp"
#include "keybound/protocol/channel_file.hpp"
#include "keybound/protocol/link.hpp"
#include "keybound/quantum/density_matrix.hpp"

namespace keybound {

namespace {

constexpr double built_in_doubt = 32.0 * rounding::unit;  // a handful of roundings of entries of at most 1/2

// Half of phi+, the other half left alone with the coherence c and the weight `kept`, in `output` dimensions.
ChoiState attenuated_pair(double kept, double coherence, int output) {
    ChoiState choi{SmallMatrix::Zero(2 * output, 2 * output), 2, output, built_in_doubt};
    const int one = output + 1;
    choi.matrix(0, 0) = 0.5;
    choi.matrix(one, one) = 0.5 * kept;
    choi.matrix(0, one) = choi.matrix(one, 0) = 0.5 * coherence;
    return choi;
}

ChoiState choi_of(const std::string& kind, double p) {
    if (kind == "depolarising") {
        ChoiState choi = attenuated_pair(1.0, 1.0 - p, 2);
        for (const int i : {0, 3}) choi.matrix(i, i) -= 0.25 * p;
        for (const int i : {1, 2}) choi.matrix(i, i) += 0.25 * p;
        return choi;
    }
    if (kind == "dephasing") return attenuated_pair(1.0, 1.0 - 2.0 * p, 2);
    if (kind == "amplitude-damping") {
        ChoiState choi = attenuated_pair(1.0 - p, std::sqrt(1.0 - p), 2);
        choi.matrix(2, 2) = 0.5 * p;
        return choi;
    }
    ChoiState choi = attenuated_pair(1.0, 1.0, 3);  // erasure; output 2 tells of it
    choi.matrix *= 1.0 - p;
    choi.matrix(2, 2) = choi.matrix(5, 5) = 0.5 * p;
    return choi;
}

}  // namespace

ChannelMap make_channel_map(const Scenario& scenario) {
    const QuantumChannelTable& table = scenario.quantum_channel;
    ChannelMap map;
    map.kind = table.kind;
    map.parameter = table.parameter;
    map.receiver_settings = static_cast<int>(table.settings);
    if (table.kind == "private-state") {
        map.private_state = PrivateState{scenario.private_state.dimension, 1};
        map.input_dimension = map.output_dimension = 2.0 * scenario.private_state.dimension;
        return map;
    }
    if (table.kind == "choi-file")
        map.choi_state = read_choi_state(table.file);
    else if (table.kind == "kraus-file")
        map.choi_state = read_kraus_operators(table.file);
    else
        map.choi_state = choi_of(table.kind, table.parameter);
    map.input_dimension = map.choi_state->input_dimension;
    map.output_dimension = map.choi_state->output_dimension;
    return map;
}

Link quantum_channel_link(const Scenario& scenario) {
    Link link;
    link.protocol = scenario.protocol.name;
    link.channel_map = make_channel_map(scenario);
    link.correlations = chsh_correlations_of(*link.channel_map);
    return link;
}

NamedNumbers quantum_channel_statistics(const Link& link) {
    const ChannelMap& map = link.channel_map.value();
    double least = 0.0;  // of rho_d^Gamma, at the p of rho_d
    if (map.choi_state) {
        const ChoiState& choi = *map.choi_state;
        least = spectrum_of(partial_transpose(choi.matrix, {choi.input_dimension, choi.output_dimension}, {1})).values(0);
    }
    NamedNumbers shown = {{"input_dimension", map.input_dimension},
                          {"output_dimension", map.output_dimension},
                          {"least_transposed_eigenvalue", least}};
    if (link.correlations) {
        shown.emplace_back("chsh_value", link.correlations->chsh_value);
        shown.emplace_back("quantum_bit_error_rate", link.correlations->quantum_bit_error_rate);
    }
    return shown;
}

}  // namespace keybound
