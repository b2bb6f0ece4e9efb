#include "keybound/protocol/channel_map.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/protocol/catalog.hpp"
#include "keybound/quantum/density_matrix.hpp"

namespace keybound {
namespace {

Link link_of(const std::string& kind, double parameter) {
    Scenario scenario;
    scenario.protocol.name = "quantum-channel";
    scenario.quantum_channel.kind = kind;
    scenario.quantum_channel.parameter = parameter;
    scenario.private_state.dimension = 32.0;
    return protocol_named("quantum-channel").link(scenario);
}

// Choi states of textbook channels from their Kraus operators, flattened by hand.
TEST(ChannelMap, ChoiStatesByHand) {
    const double p = 0.3;
    const SmallMatrix depolarised = link_of("depolarising", p).channel_map->choi_state->matrix;
    EXPECT_NEAR(depolarised(0, 0).real(), 0.5 - p / 4.0, 1e-15);
    EXPECT_NEAR(depolarised(1, 1).real(), p / 4.0, 1e-15);
    EXPECT_NEAR(depolarised(0, 3).real(), 0.5 * (1.0 - p), 1e-15);
    const SmallMatrix dephased = link_of("dephasing", p).channel_map->choi_state->matrix;
    EXPECT_NEAR(dephased(0, 3).real(), 0.5 - p, 1e-15);
    EXPECT_NEAR(dephased(3, 3).real(), 0.5, 1e-15);
    const SmallMatrix damped = link_of("amplitude-damping", p).channel_map->choi_state->matrix;  // |1> decays to |0>
    EXPECT_NEAR(damped(3, 3).real(), 0.35, 1e-15);
    EXPECT_NEAR(damped(2, 2).real(), 0.15, 1e-15);
    EXPECT_NEAR(damped(0, 3).real(), 0.5 * std::sqrt(0.7), 1e-15);
    const SmallMatrix erased = link_of("erasure", p).channel_map->choi_state->matrix;
    ASSERT_EQ(erased.rows(), 6);
    EXPECT_NEAR(erased(0, 4).real(), 0.35, 1e-15);
    EXPECT_NEAR(erased(2, 2).real() + erased(5, 5).real(), p, 1e-15);
}

TEST(ChannelMap, ChoiStatesAreThoseOfChannels) {
    for (const char* kind : {"depolarising", "dephasing", "erasure", "amplitude-damping"}) {
        for (const double p : {0.0, 0.1, 0.5, 0.9, 1.0}) {
            const ChoiState choi = link_of(kind, p).channel_map->choi_state.value();
            EXPECT_GE(spectrum_of(choi.matrix).values(0), -choi.doubt) << kind << p;
            const SmallMatrix input = partial_trace(choi.matrix, {2, choi.output_dimension}, {0});
            EXPECT_LE((input - 0.5 * SmallMatrix::Identity(2, 2)).norm(), choi.doubt) << kind << p;
        }
    }
}

TEST(ChannelMap, OfAPrivateStateHasItsSize) {
    const Link link = link_of("private-state", 0.0);
    EXPECT_EQ(link.channel_map->input_dimension, 64.0);
    EXPECT_EQ(link.channel_map->output_dimension, 64.0);
    EXPECT_FALSE(link.channel_map->choi_state.has_value());
    EXPECT_FALSE(link.private_state.has_value());
    EXPECT_EQ(link.channel_map->private_state->dimension, 32.0);
    EXPECT_EQ(protocol_named("quantum-channel").per, "channel-use");
    EXPECT_EQ(protocol_named("quantum-channel").devices, Devices::trusted);
}

TEST(ChannelMap, StatisticsSayWhetherATranspositionLeavesAChannel) {
    const auto least = [](const std::string& kind, double p) {
        const NamedNumbers seen = quantum_channel_statistics(link_of(kind, p));
        EXPECT_EQ(seen[2].first, "least_transposed_eigenvalue");
        return seen[2].second;
    };
    EXPECT_NEAR(least("depolarising", 0.0), -0.5, 1e-14);
    EXPECT_NEAR(least("depolarising", 2.0 / 3.0), 0.0, 1e-14);
    EXPECT_NEAR(least("depolarising", 1.0), 0.25, 1e-14);
    EXPECT_EQ(least("private-state", 0.0), 0.0);
    EXPECT_EQ(quantum_channel_statistics(link_of("private-state", 0.0)).size(), 3U);
    EXPECT_EQ(quantum_channel_statistics(link_of("dephasing", 0.1)).size(), 5U) << "and S and Q";
}

}  // namespace
}  // namespace keybound
