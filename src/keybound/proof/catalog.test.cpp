#include "keybound/proof/catalog.hpp"

#include <gtest/gtest.h>

#include <set>

#include "keybound/protocol/catalog.hpp"
#include "support/links.hpp"

namespace keybound {
namespace {

TEST(Proofs, HaveUniqueNamesAndAreFoundByThem) {
    std::set<std::string> names;
    for (const Proof& proof : proofs()) {
        EXPECT_TRUE(names.insert(proof.name).second) << proof.name;
        EXPECT_EQ(find_proof(proof.name), &proof);
    }
    EXPECT_EQ(find_proof("loss-tolerance"), nullptr);
    EXPECT_EQ(find_proof(""), nullptr);
}

TEST(Proofs, ExplainThemselves) {
    for (const Proof& proof : proofs()) {
        EXPECT_NE(proof.claim, "") << proof.name;
        EXPECT_NE(proof.published_as, "") << proof.name;
        EXPECT_FALSE(proof.assumptions.empty()) << proof.name;
        EXPECT_FALSE(proof.protocols.empty()) << proof.name;
        for (const std::string& protocol : proof.protocols) EXPECT_EQ(protocol_named(protocol).name, protocol);
    }
}

TEST(Proofs, ApplyToTheirProtocolsOnly) {
    EXPECT_TRUE(find_proof("quantum-coin")->applies_to("bb84"));
    EXPECT_FALSE(find_proof("quantum-coin")->applies_to("three-state"));
    EXPECT_TRUE(find_proof("loss-tolerant-coin-three-state")->applies_to("three-state"));
    EXPECT_EQ(find_proof("repeaterless")->direction(), Direction::upper);
    EXPECT_EQ(find_proof("loss-tolerant")->direction(), Direction::lower);
}

TEST(Proofs, AreNotVerifiedByDataThatTheyDoNotUse) {
    const Link link = test::link_of({.modulation_error_rad = 0.063, .leakage = {1e-6}, .fibre_km = 50.0}, 3);
    const auto bound = std::get<LowerProof>(find_proof("loss-tolerant-coin-z")->prove)(link);
    ASSERT_TRUE(bound.has_value());
    const auto& items = bound.value().evidence.items();
    EXPECT_TRUE(find_proof("loss-tolerant-coin-z")->conclude(link, items).has_value());
    for (const char* name : {"loss-tolerant-coin-optimal", "joint-sdp"}) {
        EXPECT_EQ(find_proof(name)->conclude(link, items).verdict(), Verdict::undecided) << name;
    }
}

}  // namespace
}  // namespace keybound
