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
            if (row.table != "source" && row.table != "correlations" && row.table != "private_state")
                paths.push_back(row.path());
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

TEST(SharedStateTables, FillInSettingsWhereNothingIsKnownInClosedForm) {
    EXPECT_EQ(resolved("state.kind = \"werner\"\n").settings.key, "z");
    EXPECT_EQ(resolved("state.kind = \"dephased\"\nsettings.key = \"y\"\n").settings.key, "y");
    EXPECT_EQ(resolved("").settings.key, "");
    EXPECT_EQ(resolved("state.kind = \"ghz-noise\"\nstate.parties = 3\n").settings.key, "");
}

TEST(SharedStateTables, RefuseKeysOfOtherKinds) {
    const auto path = [](const std::string& keys) { return refused(keys).path; };
    EXPECT_EQ(path("state = { kind = \"werner\", dimension = 2 }\n"), "state.dimension");
    EXPECT_EQ(path("state = { kind = \"werner\", parties = 2 }\n"), "state.parties");
    EXPECT_EQ(path("state = { kind = \"werner\", damping = 0.1 }\n"), "state.damping");
    EXPECT_EQ(path("state = { kind = \"dephased\", visibility = 1.0 }\n"), "state.visibility");
    EXPECT_EQ(path("state.kind = \"ghz-noise\"\nrepeaters.bell_measurement_visibility = 0.9\n"),
              "repeaters.bell_measurement_visibility");
    EXPECT_EQ(path("state.kind = \"ghz-noise\"\nleak.model = \"junk\"\n"), "leak.model");
    EXPECT_EQ(path("state.damping = 0.1\n"), "state.damping");
    EXPECT_NE(refused("state.damping = 0.1\n").problem.find("(the default)"), std::string::npos);
}

TEST(SharedStateTables, RefuseWeightsThatAreNone) {
    const auto path = [](const char* weights) {
        return refused(std::string("state = { kind = \"bell-diagonal\", weights = ") + weights + " }\n").path;
    };
    EXPECT_EQ(path("1"), "state.weights");
    EXPECT_EQ(path("[0.5, 0.5, 0, 0, 0]"), "state.weights");
    EXPECT_EQ(path("[0.5, 0.5, 0, 2e-9]"), "state.weights");
    EXPECT_EQ(path("[0.5, 0.499999998, 0, 0]"), "state.weights");
    EXPECT_EQ(resolved("state = { kind = \"bell-diagonal\", weights = [0.5, 0.5, 0, 9e-10] }\n").state.weights.size(), 4U);
}

TEST(SharedStateTables, RefuseSettingsThatDoNotSuitTheParties) {
    const auto path = [](const std::string& keys) { return refused(keys).path; };
    EXPECT_EQ(path("state.dimension = 5\nsettings.key = \"z\"\n"), "settings.key");
    EXPECT_EQ(path("state.parties = 5\nsettings.key = \"x\"\n"), "settings.key");
    EXPECT_EQ(path("state.parties = 3\nsettings.key = \"bbm92\"\n"), "settings.key");
    EXPECT_EQ(path("state.dimension = 3\nsettings.key = \"y\"\n"), "settings.key");
    EXPECT_EQ(path("state.dimension = 4\nsettings.key = \"e91\"\n"), "settings.key");
    EXPECT_EQ(resolved("state.dimension = 4\nsettings.key = \"bbm92\"\n").settings.key, "bbm92");
    EXPECT_EQ(resolved("state.parties = 4\nsettings.key = \"x\"\n").settings.key, "x");
    // three qutrits have too many dimensions for settings, and are known in closed form
    EXPECT_EQ(path("state = { parties = 3, dimension = 3 }\nsettings.key = \"z\"\n"), "settings.key");
}

// Disjoint leaks are of as many outcomes as the state has parties, whatever state.parties says by default.
TEST(SharedStateTables, CountThePartiesOfAMatrix) {
    RawScenario raw = parse_raw_scenario(
        "protocol.name = \"entanglement\"\nstate = { kind = \"matrix\", file = \"m.csv\", dimensions = [2, 2, 2] }\n"
        "leak = { probability = 0.4, pattern = \"disjoint\" }\n",
        "text");
    raw.files["m.csv"] = "";
    Scenario scenario;
    scenario.state.kind = "matrix";
    scenario.state.file = {"m.csv", ""};
    scenario.state.dimensions = {2.0, 2.0, 2.0};
    scenario.leak = {0.4, "uniform", "disjoint"};
    EXPECT_THROW(complete_shared_state(raw, scenario), UserError);
    scenario.leak.probability = 0.3;
    complete_shared_state(raw, scenario);
    EXPECT_EQ(scenario.state.parties, 3.0);
    scenario.state.dimensions = {2.0, 2.0, 5.0};
    EXPECT_THROW(complete_shared_state(raw, scenario), UserError);
}

}  // namespace
}  // namespace keybound
