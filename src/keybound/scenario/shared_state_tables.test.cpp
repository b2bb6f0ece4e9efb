// The keys of [state], [leak] and [repeaters], with a vocabulary of our own.
#include "keybound/scenario/shared_state_tables.hpp"

#include <gtest/gtest.h>

#include "keybound/scenario/parameters.hpp"
#include "keybound/scenario/resolve.hpp"

namespace keybound {
namespace {

Scenario resolved(const std::string& keys) {
    static const Vocabulary words = [] {
        std::vector<std::string> paths;
        for (const Parameter& row : parameters()) {
            if (row.table != "source") paths.push_back(row.path());
        }
        Vocabulary vocabulary;
        vocabulary.protocols = {{"entanglement", {}, paths}};
        return vocabulary;
    }();
    return resolve(parse_raw_scenario("protocol.name = \"entanglement\"\n" + keys, "text"), words);
}

Mistake refused(const std::string& keys) {
    try {
        resolved(keys);
    } catch (const UserError& error) {
        EXPECT_NE(error.mistake().remedy, "") << keys;
        EXPECT_NE(error.mistake().allowed, "") << keys;
        return error.mistake();
    }
    ADD_FAILURE() << "was accepted: " << keys;
    return {};
}

TEST(SharedStateTables, KeepWhatIsWritten) {
    const Scenario s = resolved(
        "state = { visibility = 0.8, dimension = 3, parties = 2 }\nleak = { probability = 0.3, model = \"junk\" }\n"
        "repeaters = { count = 4, bell_measurement_visibility = 0.9 }\n");
    EXPECT_EQ(s.state.visibility, 0.8);
    EXPECT_EQ(s.state.dimension, 3.0);
    EXPECT_EQ(s.leak.probability, 0.3);
    EXPECT_EQ(s.leak.model, "junk");
    EXPECT_EQ(s.leak.pattern, "same");
    EXPECT_EQ(s.repeaters.count, 4.0);
    EXPECT_EQ(s.repeaters.bell_measurement_visibility, 0.9);
    EXPECT_EQ(resolved("").state.kind, "isotropic");
    EXPECT_FALSE(resolved("").repeaters.count.has_value());
}

TEST(SharedStateTables, CountLinks) {
    EXPECT_EQ(resolved("repeaters.link_visibilities = [0.9, 0.8, 0.7]\n").repeaters.count, 2.0);
    EXPECT_EQ(resolved("repeaters.link_visibilities = 0.9\n").repeaters.count, 0.0);
    EXPECT_EQ(resolved("repeaters = { count = 1, link_visibilities = [0.9, 0.8] }\n").repeaters.count, 1.0);
    EXPECT_EQ(refused("repeaters = { count = 2, link_visibilities = [0.9, 0.8] }\n").path, "repeaters.link_visibilities");
    EXPECT_EQ(refused("state.visibility = 0.9\nrepeaters.link_visibilities = [0.9, 0.8]\n").path,
              "repeaters.link_visibilities");
}

TEST(SharedStateTables, RefuseWhatIsNotWhole) {
    EXPECT_EQ(refused("state.dimension = 2.5\n").path, "state.dimension");
    EXPECT_EQ(refused("state.parties = 2.000001\n").path, "state.parties");
    EXPECT_EQ(refused("repeaters.count = 0.5\n").path, "repeaters.count");
}

TEST(SharedStateTables, RefuseContradictions) {
    EXPECT_EQ(refused("state.parties = 3\nrepeaters.count = 1\n").path, "state.parties");
    EXPECT_EQ(resolved("state.parties = 3\nrepeaters.count = 0\n").state.parties, 3.0);
    EXPECT_EQ(refused("repeaters = { count = 0, convention = \"paper\" }\n").path, "repeaters.convention");
    EXPECT_EQ(refused("repeaters = { count = 1, convention = \"paper\", bell_measurement_visibility = 0.9 }\n").path,
              "repeaters.convention");
    EXPECT_EQ(refused("repeaters = { count = 1, convention = \"paper\", link_visibilities = [1, 0.9] }\n").path,
              "repeaters.convention");
    EXPECT_EQ(resolved("repeaters = { count = 1, convention = \"paper\" }\n").repeaters.convention, "paper");
    EXPECT_EQ(refused("repeaters.convention = \"links\"\n").path, "repeaters.convention");
}

TEST(SharedStateTables, RefuseDisjointLeaksThatDoNotFit) {
    EXPECT_EQ(refused("leak = { probability = 0.51, pattern = \"disjoint\" }\n").path, "leak.probability");
    EXPECT_EQ(refused("state.parties = 4\nleak = { probability = 0.3, pattern = \"disjoint\" }\n").path, "leak.probability");
    EXPECT_EQ(resolved("leak = { probability = 0.5, pattern = \"disjoint\" }\n").leak.probability, 0.5);
    EXPECT_EQ(resolved("leak = { probability = 0.9, pattern = \"independent\" }\n").leak.probability, 0.9);
}

}  // namespace
}  // namespace keybound
