// Resolving with a vocabulary of our own: scenario/ must not depend on which protocols and proofs there happen to be.
// The mistakes a user can make are in tests/corpus.
#include "keybound/scenario/resolve.hpp"

#include <gtest/gtest.h>

#include "keybound/scenario/parameters.hpp"

namespace keybound {
namespace {

const Vocabulary& words() {
    static const Vocabulary vocabulary = {
        {{"plain", {"up", "down"}, {"protocol.name", "source.leakage", "source.states", "source.modulation_error_rad"}},
         {"long", {"up"}, {"protocol.name", "channel.fibre_km", "analysis.proofs"}}},
        {"first", "second"}};
    return vocabulary;
}

Scenario resolved(const std::string& text) { return resolve(parse_raw_scenario(text, "text"), words()); }

Mistake refused(const std::string& text) {
    try {
        resolved(text);
    } catch (const UserError& error) {
        return error.mistake();
    }
    ADD_FAILURE() << "was accepted: " << text;
    return {};
}

TEST(Resolve, FillsInDefaults) {
    const Scenario scenario = resolved("protocol.name = \"plain\"");
    EXPECT_EQ(scenario.protocol.name, "plain");
    EXPECT_FALSE(scenario.protocol.z_basis_probability.has_value());
    EXPECT_EQ(scenario.source.leakage, std::vector<double>{0.0});
    EXPECT_TRUE(scenario.source.states.empty());
    EXPECT_EQ(scenario.channel.fibre_km, 0.0);
    EXPECT_EQ(scenario.channel.attenuation_db_per_km, 0.2);
    EXPECT_EQ(scenario.detector.efficiency, 0.73);
    EXPECT_EQ(scenario.detector.dark_count_probability, 1e-8);
    EXPECT_EQ(scenario.processing.error_correction_efficiency, 1.16);
    EXPECT_TRUE(scenario.analysis.proofs.empty());
}

TEST(Resolve, TakesWhatIsWritten) {
    const Scenario scenario =
        resolved("protocol.name = \"plain\"\nsource.leakage = [0.25, 1]\nsource.states = [[0, 1], [2, 3.5]]");
    EXPECT_EQ(scenario.source.leakage, (std::vector<double>{0.25, 1.0}));
    EXPECT_EQ(scenario.source.states, (AngleList{{0.0, 1.0}, {2.0, 3.5}}));
}

TEST(Resolve, RefusesKeysThatTheProtocolDoesNotUse) {
    const Mistake mistake = refused("protocol.name = \"plain\"\nchannel.fibre_km = 3");
    EXPECT_EQ(mistake.path, "channel.fibre_km");
    EXPECT_EQ(mistake.value, "3");
    EXPECT_EQ(mistake.problem, "is not used by the protocol plain");
    EXPECT_EQ(mistake.allowed, "one of protocol.name, source.leakage, source.states, source.modulation_error_rad");
    EXPECT_EQ(mistake.line, 2);
    EXPECT_NE(mistake.remedy, "");
    EXPECT_NO_THROW(resolved("protocol.name = \"long\"\nchannel.fibre_km = 3"));
}

TEST(Resolve, CountsSettingsOfTheProtocol) {
    EXPECT_EQ(refused("protocol.name = \"plain\"\nsource.leakage = [0, 0, 0]").allowed,
              "one number, or 2 numbers in the order up down");
    EXPECT_EQ(refused("protocol.name = \"plain\"\nsource.states = [[0, 0]]").allowed, "2 states, in the order up down");
}

TEST(Resolve, KnowsOnlyTheNamesItIsGiven) {
    EXPECT_EQ(refused("protocol.name = \"bb84\"").allowed, "one of plain, long");
    EXPECT_EQ(refused("protocol.name = \"long\"\nanalysis.proofs = [\"third\"]").allowed, "one of first, second");
    EXPECT_EQ(resolved("protocol.name = \"long\"\nanalysis.proofs = [\"second\", \"first\"]").analysis.proofs,
              (std::vector<std::string>{"second", "first"}));
    EXPECT_EQ(resolved("protocol.name = \"long\"\nanalysis.proofs = \"second\"").analysis.proofs,
              std::vector<std::string>{"second"});
}

TEST(Resolve, TellsZeroFromTooSmall) {
    EXPECT_EQ(refused("protocol.name = \"plain\"\nsource.leakage = 1e-400").problem,
              "is too small for a double-precision number");
    EXPECT_EQ(refused("protocol.name = \"plain\"\nsource.leakage = [0, 0.1e-500]").value, "0.1e-500");
    for (const char* zero : {"0", "0.0", "-0.0", "0e5", "0.000e-400", "+0.0"}) {
        EXPECT_EQ(resolved(std::string("protocol.name = \"plain\"\nsource.leakage = ") + zero).source.leakage.front(), 0.0)
            << zero;
    }
    EXPECT_GT(resolved("protocol.name = \"plain\"\nsource.leakage = 5e-324").source.leakage.front(), 0.0);
}

TEST(Resolve, SuggestsTheRightTable) {
    EXPECT_EQ(refused("leakage = 1").remedy, "did you mean source.leakage?");
    EXPECT_EQ(refused("channel.leakage = 1").remedy, "did you mean source.leakage?");
    EXPECT_EQ(refused("source.name = \"bb84\"").remedy, "did you mean protocol.name?");
    EXPECT_EQ(refused("[protocol]\ninclude = \"x.toml\"").remedy, "include stands before the first table of the file");
}

}  // namespace
}  // namespace keybound
