#include "keybound/proof/upper/guessed_setting.hpp"

#include <gtest/gtest.h>

#include "keybound/proof/catalog.hpp"
#include "keybound/proof/upper/local_convex_combination.hpp"
#include "support/channels.hpp"

namespace keybound {
namespace {

double ceiling(double erased, int settings) {
    return guessed_setting_ceiling(test::channel_link("erasure", erased, settings)).value().rate_bits_per_pulse.value;
}

// (m eta - 1)/(m - 1)
TEST(GuessedSetting, ByHand) {
    EXPECT_NEAR(ceiling(0.1, 2), 0.8, 1e-14);
    EXPECT_NEAR(ceiling(0.25, 4), 2.0 / 3.0, 1e-14);
    EXPECT_GE(ceiling(0.1, 2), 0.8);
    EXPECT_EQ(ceiling(0.51, 2), 0.0);
    EXPECT_LE(ceiling(0.5, 2), 1e-14);
    EXPECT_EQ(ceiling(0.9, 3), 0.0);
    EXPECT_NEAR(ceiling(0.0, 1000), 1.0, 1e-13);
}

TEST(GuessedSetting, FallsWithErasuresAndGrowsWithSettings) {
    for (double e = 0.01; e < 0.99; e += 0.01) {
        for (const int m : {2, 3, 7, 100}) {
            EXPECT_LE(ceiling(e + 0.01, m), ceiling(e, m));
            EXPECT_GE(ceiling(e, m + 1), ceiling(e, m));
            EXPECT_LE(ceiling(e, m), 1.0 - e + 1e-14);
        }
    }
}

TEST(GuessedSetting, IsARowForUntrustedDevices) {
    const Link link = test::channel_link("erasure", 0.1);
    EXPECT_EQ(prove_local_convex_combination(link).value().rate_bits_per_pulse.value, ceiling(0.1, 2));
    const Proof& row = *find_proof("local-convex-combination");
    EXPECT_TRUE(row.applies_to("quantum-channel"));
    EXPECT_EQ(row.devices, Devices::untrusted);
    EXPECT_NE(row.assumptions_in("quantum-channel").back().find("quantum_channel.settings"), std::string::npos);
}

TEST(GuessedSetting, IsForErasures) {
    EXPECT_EQ(guessed_setting_ceiling(test::channel_link("dephasing", 0.1)).verdict(), Verdict::not_applicable);
}

}  // namespace
}  // namespace keybound
