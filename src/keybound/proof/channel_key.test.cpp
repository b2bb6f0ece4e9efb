#include "keybound/proof/channel_key.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/quantum/entropy.hpp"
#include "support/channels.hpp"

namespace keybound {
namespace {

using test::channel_link;
using test::damping_kraus;
using test::kraus_link;

double key(const Link& link) { return channel_devetak_winter(link).value().rate_bits_per_pulse.value; }

TEST(ChannelKey, OfTextbookChannels) {
    EXPECT_NEAR(key(channel_link("dephasing", 0.1)), 1.0 - binary_entropy(0.1), 1e-14);
    EXPECT_NEAR(key(channel_link("erasure", 0.3)), 0.7, 1e-15);
    EXPECT_LE(key(channel_link("erasure", 0.3)), 0.7);
    // spectrum 1 - 3p/4 and three times p/4
    const double p = 0.1, f = 1.0 - 0.75 * p;
    EXPECT_NEAR(key(channel_link("depolarising", p)), 1.0 + f * std::log2(f) + 3.0 * p / 4.0 * std::log2(p / 4.0), 1e-13);
    EXPECT_EQ(key(channel_link("depolarising", 0.5)), 0.0);
    EXPECT_EQ(key(channel_link("dephasing", 0.5)), 0.0);
    EXPECT_NEAR(key(channel_link("dephasing", 0.0)), 1.0, 1e-14);
}

// Reverse coherent information max_x h(x) - h(g x); Garcia-Patron et al., PRL 102, 210501 (2009).
TEST(ChannelKey, OfAmplitudeDampingChoosesTheInput) {
    for (const double g : {0.1, 0.5, 0.9, 0.99}) {
        double best = 0.0;
        for (int k = 0; k <= 20000; ++k) best = std::max(best, binary_entropy(k / 20000.0) - binary_entropy(g * k / 20000.0));
        EXPECT_NEAR(key(channel_link("amplitude-damping", g)), best, 1e-8) << g;
        EXPECT_GE(key(channel_link("amplitude-damping", g)), 1.0 - binary_entropy(0.5 * g) - binary_entropy(0.0) - 1e-14) << g;
    }
    EXPECT_NEAR(key(channel_link("amplitude-damping", 0.0)), 1.0, 1e-13);
    EXPECT_EQ(key(channel_link("amplitude-damping", 1.0)), 0.0);
}

// From Kraus operators, with a maximally mixed input: 1 - h(g/2) in reverse.
TEST(ChannelKey, FromKrausOperators) {
    EXPECT_NEAR(key(kraus_link(damping_kraus(0.36))), 1.0 - binary_entropy(0.18), 1e-10);
    EXPECT_LE(key(kraus_link(damping_kraus(0.36))), 1.0 - binary_entropy(0.18));
    EXPECT_NEAR(key(kraus_link("1,0,0,0,0,0,1,0\n")), 1.0, 1e-10);
    EXPECT_LT(key(kraus_link("1,0,0,0,0,0,1,0\n")), 1.0);
}

}  // namespace
}  // namespace keybound
