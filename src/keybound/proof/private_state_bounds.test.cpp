#include "keybound/proof/private_state_bounds.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/proof/catalog.hpp"
#include "keybound/quantum/entropy.hpp"

namespace keybound {
namespace {

Link link_of(double dimension, int copies = 1) {
    Link link;
    link.protocol = "private-state";
    link.private_state = PrivateState{dimension, copies};
    return link;
}

double quantity(const NamedNumbers& numbers, const std::string& wanted) {
    for (const auto& [name, value] : numbers) {
        if (name == wanted) return value;
    }
    return std::nan("");
}

// d = 81: p = 1/10.
TEST(PrivateStateBounds, ByHand) {
    const double h = binary_entropy(0.1);
    EXPECT_NEAR(private_state_key(0.1).value, 1.0 - h - 0.1, 1e-14);
    EXPECT_NEAR(private_state_entanglement(0.1).value, 1.0 - h, 1e-14);
    EXPECT_NEAR(transposed_entanglement(0.1).value, 0.1 * (1.0 + std::log2(0.9)), 1e-14);
    EXPECT_NEAR(published_transposed_entanglement(0.1).value, 0.1, 1e-14);
    EXPECT_NEAR(private_channel_entanglement(0.1).value, std::log2(1.8), 1e-14);
    EXPECT_NEAR(transposed_channel_entanglement(0.1).value, std::log2(1.08), 1e-14);
    EXPECT_NEAR(published_transposed_channel_entanglement(0.1).value, std::log2(1.1), 1e-14);
    EXPECT_EQ(private_state_key(0.3).value, 0.0);
}

// p small: what is lost of a bit, and what is left of the other bounds, keep their digits.
TEST(PrivateStateBounds, KeepTheirDigitsWherePIsSmall) {
    const double p = 1e-7;
    EXPECT_NEAR(transposed_entanglement(p).value / (p * (1.0 - p / std::log(2.0))), 1.0, 1e-13);
    EXPECT_NEAR(transposed_channel_entanglement(p).value / (p * (1.0 - 2.5 * p) / std::log(2.0)), 1.0, 1e-12);
    EXPECT_GT(transposed_entanglement(p).value, 0.0);
}

TEST(PrivateStateRows, CountTheCopiesThatAreLost) {
    const Link link = link_of(4.0, 3);  // success (1 + 8)/27, p of d = 64: 1/9
    const RateFloor floor = private_state_devetak_winter(link).value();
    const double conditional = private_state_key(1.0 / 9.0).value;
    EXPECT_NEAR(quantity(floor.quantities, "success_probability"), 1.0 / 3.0, 1e-14);
    EXPECT_NEAR(quantity(floor.quantities, "conditional_rate"), conditional, 1e-14);
    EXPECT_NEAR(floor.rate_bits_per_pulse.value, conditional / 9.0, 1e-14);
    EXPECT_LE(floor.rate_bits_per_pulse.value, conditional / 9.0);
    const RateCeiling ceiling = private_state_relative_entropy(link).value();
    EXPECT_NEAR(ceiling.rate_bits_per_pulse.value, private_state_entanglement(1.0 / 3.0).value, 1e-14);
    EXPECT_NEAR(quantity(ceiling.quantities, "conditional_rate"), private_state_entanglement(1.0 / 9.0).value, 1e-14);
    EXPECT_TRUE(private_state_devetak_winter(link_of(64.0)).value().quantities.empty());
}

TEST(PrivateStateRows, BoundKeysOfTheDevicesTheySay) {
    for (const char* name : {"devetak-winter", "relative-entropy-of-entanglement", "max-relative-entropy"}) {
        EXPECT_EQ(find_proof(name)->devices, Devices::trusted) << name;
    }
    const Proof& transpose = *find_proof("partial-transpose");
    EXPECT_EQ(transpose.devices, Devices::untrusted);
    EXPECT_FALSE(transpose.bounds_keys_of(Devices::trusted));
    for (const char* protocol : {"private-state", "quantum-channel"}) {
        const auto& says = transpose.assumptions_in(protocol);
        const auto of_untrusted = [](const std::string& text) {
            return text.find("untrusted devices alone") != std::string::npos;
        };
        EXPECT_TRUE(std::any_of(says.begin(), says.end(), of_untrusted)) << protocol;
        for (const Proof& proof : proofs()) {
            if (!proof.applies_to(protocol) || proof.devices == Devices::untrusted) continue;
            const auto of_trusted = [](const std::string& text) { return text.find("trusted") != std::string::npos; };
            const auto& list = proof.assumptions_in(protocol);
            EXPECT_TRUE(std::any_of(list.begin(), list.end(), of_trusted)) << proof.name;
        }
    }
}

TEST(ProofRows, MaySayOtherThingsElsewhere) {
    const Proof& row = *find_proof("devetak-winter");
    EXPECT_EQ(&row.assumptions_in("entanglement"), &row.assumptions);
    EXPECT_TRUE(row.quantities_in("entanglement").empty());
    EXPECT_EQ(row.quantities_in("private-state").size(), 2U);
    EXPECT_NE(row.assumptions_in("private-state"), row.assumptions);
    EXPECT_TRUE(row.applies_to("quantum-channel"));
}

}  // namespace
}  // namespace keybound
