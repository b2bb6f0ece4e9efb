// The keys of [private_state] and [quantum_channel], with a vocabulary of our own.
#include "keybound/scenario/private_tables.hpp"

#include <gtest/gtest.h>

#include "keybound/scenario/canonical.hpp"
#include "keybound/scenario/parameters.hpp"
#include "keybound/scenario/resolve.hpp"

namespace keybound {
namespace {

Scenario resolved(const std::string& protocol, const std::string& keys) {
    static const Vocabulary words = [] {
        std::vector<std::string> state = {"protocol.name"}, channel = state;
        for (const Parameter& row : parameters()) {
            if (row.table == "private_state") state.push_back(row.path());
            if (row.table == "quantum_channel" || (row.table == "private_state" && row.key != "copies"))
                channel.push_back(row.path());
        }
        Vocabulary vocabulary;
        vocabulary.protocols = {{"private-state", {}, state}, {"quantum-channel", {}, channel}};
        return vocabulary;
    }();
    RawScenario raw = parse_raw_scenario("protocol.name = \"" + protocol + "\"\n" + keys, "text");
    raw.files["x.csv"] = "1,0\n";
    return resolve(raw, words);
}

Mistake refused(const std::string& protocol, const std::string& keys) {
    try {
        resolved(protocol, keys);
    } catch (const UserError& error) {
        EXPECT_NE(error.mistake().remedy, "") << keys;
        EXPECT_NE(error.mistake().allowed, "") << keys;
        return error.mistake();
    }
    ADD_FAILURE() << "was accepted: " << keys;
    return {};
}

TEST(PrivateTables, KeepWhatIsWritten) {
    const Scenario s =
        resolved("private-state", "private_state = { dimension = 1048576, unitary = \"hadamard\", copies = 20 }\n");
    EXPECT_EQ(s.private_state.dimension, 1048576.0);
    EXPECT_EQ(s.private_state.copies, 20.0);
    EXPECT_EQ(resolved("private-state", "").private_state.dimension, 24.0);
}

// Sweeps in the logarithm ask for fractions, and come near powers of two.
TEST(PrivateTables, CountNoFractionOfADimension) {
    EXPECT_EQ(resolved("private-state", "private_state.dimension = 24.7\n").private_state.dimension, 24.0);
    EXPECT_EQ(resolved("private-state", "private_state.dimension = 1023.9999999999999\n").private_state.dimension, 1024.0);
    EXPECT_EQ(resolved("private-state", "private_state.dimension = 1e15\n").private_state.dimension, 1e15);
    EXPECT_EQ(refused("private-state", "private_state.copies = 1.5\n").path, "private_state.copies");
    EXPECT_EQ(refused("quantum-channel", "quantum_channel = { kind = \"erasure\", settings = 2.5 }\n").path,
              "quantum_channel.settings");
}

TEST(PrivateTables, HadamardNeedsAPowerOfTwo) {
    EXPECT_EQ(refused("private-state", "private_state = { dimension = 24, unitary = \"hadamard\" }\n").path,
              "private_state.unitary");
    for (const char* d : {"2", "64", "562949953421312"}) {
        EXPECT_NO_THROW(
            resolved("private-state", std::string("private_state = { unitary = \"hadamard\", dimension = ") + d + " }\n"));
    }
}

TEST(PrivateTables, FilesAndTheirWords) {
    EXPECT_EQ(refused("private-state", "private_state.unitary = \"file\"\n").path, "private_state.unitary");
    EXPECT_EQ(refused("private-state", "private_state.file = \"x.csv\"\n").path, "private_state.file");
    EXPECT_EQ(refused("private-state", "private_state = { dimension = 65, unitary = \"file\", file = \"x.csv\" }\n").path,
              "private_state.unitary");
    EXPECT_EQ(
        resolved("private-state", "private_state = { unitary = \"file\", file = \"x.csv\" }\n").private_state.file.content,
        "1,0\n");
    EXPECT_EQ(refused("quantum-channel", "quantum_channel.kind = \"choi-file\"\n").path, "quantum_channel.kind");
    EXPECT_EQ(refused("quantum-channel", "quantum_channel.file = \"x.csv\"\n").path, "quantum_channel.file");
}

TEST(PrivateTables, KeysOfAnotherKindMeanNothing) {
    const auto path = [](const std::string& keys) { return refused("quantum-channel", keys).path; };
    EXPECT_EQ(path("private_state.dimension = 24\n"), "private_state.dimension");
    EXPECT_EQ(path("quantum_channel.settings = 2\n"), "quantum_channel.settings");
    EXPECT_EQ(path("quantum_channel = { kind = \"private-state\", parameter = 0.1 }\n"), "quantum_channel.parameter");
    EXPECT_EQ(path("quantum_channel = { kind = \"kraus-file\", file = \"x.csv\", parameter = 0 }\n"),
              "quantum_channel.parameter");
    const Scenario s = resolved("quantum-channel", "quantum_channel.kind = \"private-state\"\nprivate_state.dimension = 5\n");
    EXPECT_EQ(s.private_state.dimension, 5.0);
    const std::string erasure = canonical_json(resolved("quantum-channel", "quantum_channel.kind = \"erasure\"\n"));
    EXPECT_EQ(erasure.find("private_state"), std::string::npos) << erasure;
    EXPECT_NE(erasure.find("\"settings\": 2"), std::string::npos) << erasure;
    EXPECT_EQ(canonical_json(s).find("settings"), std::string::npos);
}

}  // namespace
}  // namespace keybound
