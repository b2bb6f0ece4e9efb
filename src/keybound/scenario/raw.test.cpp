#include "keybound/scenario/raw.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "support/temporary_folder.hpp"

namespace keybound {
namespace {

Mistake mistake_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const UserError& error) {
        return error.mistake();
    }
    ADD_FAILURE() << "nothing was refused";
    return {};
}

RawScenario overridden(const std::string& assignment, const std::string& option = "--set") {
    RawScenario raw = parse_raw_scenario("channel.fibre_km = 1\n", "text");
    apply_override(raw, assignment, option);
    return raw;
}

TEST(RawScenario, KnowsValuesKindsAndPlaces) {
    const RawScenario raw = parse_raw_scenario(
        "top = 1\n[t]\ni = -7\nf = 2.50\ns = \"x\"\nb = true\nl = [1,\n 2.5]\nd = 2025-01-31\n[t.u]\n", "name.toml");
    EXPECT_EQ(raw.file, "name.toml");
    const auto expect = [&](const std::string& path, const std::string& kind, const std::string& text, int line) {
        ASSERT_EQ(raw.values.count(path), 1u) << path;
        const RawValue& value = raw.values.at(path);
        EXPECT_EQ(value.kind, kind) << path;
        EXPECT_EQ(value.text, text) << path;
        EXPECT_EQ(value.line, line) << path;
        EXPECT_EQ(value.file, "name.toml") << path;
    };
    expect("top", "whole number", "1", 1);
    expect("t.i", "whole number", "-7", 3);
    expect("t.f", "number", "2.50", 4);
    expect("t.s", "text", "\"x\"", 5);
    expect("t.b", "true/false", "true", 6);
    expect("t.d", "date or time", "2025-01-31", 9);
    EXPECT_EQ(raw.values.at("t.l").kind, "list");
    EXPECT_EQ(raw.values.at("t.l").line, 7);
    EXPECT_EQ(raw.values.at("t.u").kind, "table");
    const auto& list = std::get<std::vector<RawValue>>(raw.values.at("t.l").data);
    ASSERT_EQ(list.size(), 2u);
    EXPECT_EQ(std::get<std::int64_t>(list[0].data), 1);
    EXPECT_EQ(list[1].line, 8);
    EXPECT_EQ(list[1].text, "2.5");
}

TEST(RawScenario, QuotesValuesAsWrittenBesideUnicode) {
    const RawScenario raw = parse_raw_scenario("[channel] # ε\nfibre_km = 1_0.50 # Länge\n", "text");
    EXPECT_EQ(raw.values.at("channel.fibre_km").text, "1_0.50");
}

TEST(RawScenario, RemembersEmptyTables) {
    const RawScenario raw = parse_raw_scenario("[a]\n[b]\nx = 1\n", "text");
    EXPECT_EQ(raw.empty_tables.count("a"), 1u);
    EXPECT_EQ(raw.empty_tables.count("b"), 0u);
    EXPECT_EQ(raw.empty_tables.at("a").line, 1);
}

TEST(RawScenario, OfAnEmptyTextIsEmpty) {
    EXPECT_TRUE(parse_raw_scenario("", "text").values.empty());
    EXPECT_TRUE(parse_raw_scenario("\xef\xbb\xbf", "text").values.empty());
    EXPECT_TRUE(parse_raw_scenario("\n\n# c", "text").values.empty());
}

TEST(RawScenario, TheIncludingFileWins) {
    const test::TemporaryFolder folder;
    folder.write("device.toml", "[source]\nleakage = 1\nrepetition_rate_hz = 2\n");
    const RawScenario raw = read_raw_scenario(folder.write("link.toml", "include = \"device.toml\"\nsource.leakage = 3\n"));
    EXPECT_EQ(std::get<std::int64_t>(raw.values.at("source.leakage").data), 3);
    EXPECT_EQ(std::get<std::int64_t>(raw.values.at("source.repetition_rate_hz").data), 2);
    EXPECT_EQ(raw.values.at("source.leakage").file, folder.file("link.toml"));
    EXPECT_NE(raw.values.at("source.repetition_rate_hz").file.find("device.toml"), std::string::npos);
    EXPECT_EQ(raw.values.count("include"), 0u);
}

TEST(Override, ReplacesAndAdds) {
    EXPECT_EQ(std::get<std::int64_t>(overridden("channel.fibre_km=100").values.at("channel.fibre_km").data), 100);
    EXPECT_EQ(std::get<double>(overridden("source.leakage=1e-6").values.at("source.leakage").data), 1e-6);
    EXPECT_EQ(overridden("source.leakage=1e-6").values.size(), 2u);
}

TEST(Override, TakesABareWordAsText) {
    for (const char* word : {"bb84", "three-state", "loss_tolerant", "a.b", "-x"}) {
        const RawScenario raw = overridden(std::string("protocol.name=") + word);
        EXPECT_EQ(std::get<std::string>(raw.values.at("protocol.name").data), word);
        EXPECT_EQ(raw.values.at("protocol.name").kind, "text");
    }
    EXPECT_EQ(std::get<std::string>(overridden("protocol.name=\"bb84\"").values.at("protocol.name").data), "bb84");
}

TEST(Override, TakesTomlValues) {
    EXPECT_EQ(overridden("a.b=true").values.at("a.b").kind, "true/false");
    EXPECT_EQ(overridden("a.b=nan").values.at("a.b").kind, "number");
    EXPECT_EQ(overridden("a.b=[1, \"x\"]").values.at("a.b").kind, "list");
    EXPECT_EQ(overridden("a.b={ c = 1 }").values.at("a.b").kind, "table");
    EXPECT_EQ(overridden("a.b= 5 ").values.at("a.b").kind, "whole number");
    EXPECT_EQ(std::get<std::string>(overridden("a.b=\"x=y\"").values.at("a.b").data), "x=y");
}

TEST(Override, StandsOnTheCommandLine) {
    const RawScenario raw = overridden("source.leakage=[1, [2, 3]]");
    const RawValue& value = raw.values.at("source.leakage");
    EXPECT_EQ(value.file, "command line, --set source.leakage=[1, [2, 3]]");
    EXPECT_EQ(value.line, 0);
    const auto& list = std::get<std::vector<RawValue>>(value.data);
    EXPECT_EQ(list[0].line, 0);
    EXPECT_EQ(std::get<std::vector<RawValue>>(list[1].data)[1].line, 0);
    EXPECT_EQ(overridden("a.b=1", "--over").values.at("a.b").file, "command line, --over a.b=1");
    EXPECT_EQ(overridden("a.b=x", "--over").values.at("a.b").file, "command line, --over a.b=x");
}

TEST(Override, RefusesWhatIsNoAssignment) {
    for (const char* text : {"", "channel.fibre_km", "=", "=100", "channel.fibre_km 100"}) {
        const Mistake mistake = mistake_of([&] { overridden(text); });
        EXPECT_EQ(mistake.path, "--set") << text;
        EXPECT_EQ(mistake.problem, "is not an assignment") << text;
        EXPECT_EQ(mistake.allowed, "table.key=value");
        EXPECT_NE(mistake.remedy.find("--set channel.fibre_km=100"), std::string::npos);
    }
    EXPECT_EQ(mistake_of([&] { overridden("x", "--over"); }).path, "--over");
}

TEST(Override, RefusesWhatIsNoValue) {
    for (const char* text : {"", " ", "[1, 2", "\"open", "1 2", "= 3", "{", "a b", "1,2", "%"}) {
        const Mistake mistake = mistake_of([&] { overridden(std::string("channel.fibre_km=") + text); });
        EXPECT_EQ(mistake.path, "channel.fibre_km") << text;
        EXPECT_NE(mistake.problem.find("is not a TOML value"), std::string::npos) << mistake.problem;
        EXPECT_EQ(mistake.line, 0) << text;
        EXPECT_NE(mistake.remedy, "") << text;
    }
}

// One --set sets one key, whatever is smuggled into its value.
TEST(Override, RefusesASecondLine) {
    for (const char* text : {"1\nb = 2", "1\n[protocol]\nname = \"bb84\""}) {
        const Mistake mistake = mistake_of([&] { overridden(std::string("channel.fibre_km=") + text); });
        EXPECT_EQ(mistake.path, "channel.fibre_km");
        EXPECT_EQ(mistake.problem, "is not one value");
        EXPECT_NE(mistake.remedy, "");
        EXPECT_NE(mistake.allowed, "");
    }
}

}  // namespace
}  // namespace keybound
