#include "keybound/proof/upper/max_relative_entropy.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/proof/upper/covariant_channel.hpp"
#include "support/channels.hpp"

namespace keybound {
namespace {

using test::channel_link;
using test::kraus_link;

double ceiling(const Link& link) { return prove_max_relative_entropy(link).value().rate_bits_per_pulse.value; }

TEST(MaxRelativeEntropy, ClosedForms) {
    EXPECT_NEAR(ceiling(channel_link("depolarising", 0.1)), std::log2(2.0 * 0.925), 1e-14);
    EXPECT_NEAR(ceiling(channel_link("dephasing", 0.1)), std::log2(1.8), 1e-14);
    EXPECT_NEAR(ceiling(channel_link("dephasing", 0.9)), std::log2(1.8), 1e-14);
    EXPECT_NEAR(ceiling(channel_link("erasure", 0.1)), std::log2(1.9), 1e-14);
    EXPECT_NEAR(ceiling(test::private_channel_link(81.0)), std::log2(1.8), 1e-14);
}

TEST(MaxRelativeEntropy, IsZeroForChannelsThatBreakEntanglement) {
    EXPECT_EQ(ceiling(channel_link("depolarising", 0.7)), 0.0);
    EXPECT_EQ(ceiling(channel_link("dephasing", 0.5)), 0.0);
    EXPECT_LE(ceiling(channel_link("erasure", 1.0)), 1e-14);
    // measured in Z and sent on, and a little noise so that it is no matter of rounding
    const std::string r = "0.9486832980505138", n = "0.15811388300841897";
    const std::string kraus = r + ",0,0,0,0,0,0,0\n0,0,0,0,0,0," + r + ",0\n" + n + ",0,0,0,0,0," + n + ",0\n0,0," + n + ",0," +
                              n + ",0,0,0\n0,0," + n + ",0,-" + n + ",0,0,0\n" + n + ",0,0,0,0,0,-" + n + ",0\n";
    EXPECT_EQ(ceiling(kraus_link(kraus)), 0.0);
}

// What the programme finds for the channels with closed forms, from their Choi states alone.
TEST(MaxRelativeEntropy, TheProgrammeFindsTheClosedForms) {
    for (const auto& [kind, p] :
         {std::pair{"depolarising", 0.1}, {"depolarising", 0.5}, {"dephasing", 0.2}, {"erasure", 0.3}, {"erasure", 0.9}}) {
        const Link link = channel_link(kind, p);
        const double found = ceiling_of_choi(*link.channel_map->choi_state).value().rate_bits_per_pulse.value;
        EXPECT_NEAR(found, ceiling(link), 1e-7) << kind << p;
    }
}

TEST(MaxRelativeEntropy, OfAmplitudeDamping) {
    double last = 1.1;
    for (const double g : {0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95}) {
        const double found = ceiling(channel_link("amplitude-damping", g));
        EXPECT_LT(found, last) << g;
        EXPECT_GT(found, 0.0) << g;
        last = found;
    }
    EXPECT_NEAR(ceiling(channel_link("amplitude-damping", 0.0)), 1.0, 1e-7);
}

TEST(CovariantChannels, HaveTheRelativeEntropyOfTheirChoiState) {
    const auto entropy = [](const std::string& kind, double p) {
        return channel_relative_entropy(channel_link(kind, p)).value().rate_bits_per_pulse.value;
    };
    const auto h = [](double x) { return -x * std::log2(x) - (1.0 - x) * std::log2(1.0 - x); };
    EXPECT_NEAR(entropy("depolarising", 0.2), 1.0 - h(0.15), 1e-14);
    EXPECT_EQ(entropy("depolarising", 0.7), 0.0);
    EXPECT_NEAR(entropy("dephasing", 0.1), 1.0 - h(0.1), 1e-14);
    EXPECT_NEAR(entropy("dephasing", 0.8), 1.0 - h(0.2), 1e-14);
    EXPECT_NEAR(entropy("erasure", 0.25), 0.75, 1e-15);
    EXPECT_EQ(channel_relative_entropy(channel_link("amplitude-damping", 0.1)).verdict(), Verdict::not_applicable);
    EXPECT_EQ(channel_relative_entropy(test::private_channel_link(9.0)).verdict(), Verdict::not_applicable);
    EXPECT_EQ(channel_relative_entropy(kraus_link("1,0,0,0,0,0,1,0\n")).verdict(), Verdict::not_applicable);
}

}  // namespace
}  // namespace keybound
