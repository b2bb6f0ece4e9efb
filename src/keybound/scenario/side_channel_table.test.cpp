// The entries [[source.side_channel]]: what they mean, and what is refused.
#include "keybound/scenario/side_channel_table.hpp"

#include <gtest/gtest.h>

#include <set>

#include "keybound/device/leakage/catalog.hpp"
#include "keybound/rate/evaluate.hpp"
#include "keybound/scenario/canonical.hpp"

namespace keybound {
namespace {

const std::string bb84 = "[protocol]\nname = \"bb84\"\n";
const std::string two_entries = bb84 + R"(
[[source.side_channel]]
kind = "trojan-horse"
power_dbm = 1
pulse_duration_s = 1e-9
isolation_db = 140
[[source.side_channel]]
kind = "given"
leakage = 1e-7
product = false
)";

Mistake mistake_of(const std::string& text, const std::vector<std::string>& overrides = {}) {
    try {
        parse_scenario(text, overrides);
    } catch (const UserError& error) {
        return error.mistake();
    }
    ADD_FAILURE() << "is accepted";
    return {};
}

TEST(SideChannelTable, EntriesAreRead) {
    const Scenario scenario = parse_scenario(two_entries);
    ASSERT_EQ(scenario.source.side_channels.size(), 2u);
    const SideChannel& light = scenario.source.side_channels[0];
    EXPECT_EQ(light.kind, "trojan-horse");
    EXPECT_EQ(light.power_dbm, 1.0);
    EXPECT_EQ(light.pulse_duration_s, 1e-9);
    EXPECT_EQ(light.isolation_db, 140.0);
    EXPECT_TRUE(light.product);
    const SideChannel& given = scenario.source.side_channels[1];
    EXPECT_EQ(given.leakage, std::vector<double>{1e-7});
    EXPECT_FALSE(given.product);
    EXPECT_TRUE(scenario.source.leakage.empty()) << "not 0, which would claim something";
}

TEST(SideChannelTable, OmittedKeysAreTheSafeOnes) {
    const SideChannel light = parse_scenario(two_entries).source.side_channels[0];
    EXPECT_EQ(light.name, "trojan-horse");
    EXPECT_EQ(light.light, "any");
    EXPECT_EQ(light.cap, "pulse");
    EXPECT_EQ(light.wavelength_nm, 1550.0);
}

TEST(SideChannelTable, NamesAreDistinct) {
    const std::string given = "[[source.side_channel]]\nkind = \"given\"\nleakage = 1e-7\n";
    const auto entries = parse_scenario(bb84 + given + given + "name = \"given-2\"\n" + given).source.side_channels;
    EXPECT_EQ(entries[0].name, "given");
    EXPECT_EQ(entries[1].name, "given-2");
    EXPECT_EQ(entries[2].name, "given-3");
    const Mistake twice = mistake_of(bb84 + given + "name = \"a\"\n" + given + "name = \"a\"\n");
    EXPECT_EQ(twice.path, "source.side_channel[1].name");
    EXPECT_EQ(twice.line, 10);
}

TEST(SideChannelTable, OverridesCountFromZeroAndMayAppend) {
    const auto entries =
        parse_scenario(two_entries, {"source.side_channel[0].isolation_db=150", "source.side_channel[2].kind=given",
                                     "source.side_channel[2].leakage=3e-9"})
            .source.side_channels;
    ASSERT_EQ(entries.size(), 3u);
    EXPECT_EQ(entries[0].isolation_db, 150.0);
    EXPECT_EQ(entries[2].leakage.front(), 3e-9);
    const auto replaced =
        parse_scenario(two_entries, {"source.side_channel=[{kind = \"mode-dependence\", extinction_db = 40}]"});
    ASSERT_EQ(replaced.source.side_channels.size(), 1u);
    EXPECT_EQ(replaced.source.side_channels[0].extinction_db, 40.0);
}

TEST(SideChannelTable, MistakesNameTheEntry) {
    const Mistake missing = mistake_of(bb84 + "[[source.side_channel]]\n[[source.side_channel]]\nkind = \"given\"\n");
    EXPECT_EQ(missing.path, "source.side_channel[0].kind");
    EXPECT_EQ(missing.problem, "is missing");
    EXPECT_EQ(missing.line, 3);
    const Mistake gap = mistake_of(two_entries, {"source.side_channel[3].leakage=1e-9"});
    EXPECT_EQ(gap.path, "source.side_channel[3].leakage");
    EXPECT_NE(gap.problem.find("there is no source.side_channel[2]"), std::string::npos) << gap.problem;
    EXPECT_EQ(mistake_of(two_entries, {"source.side_channel[16].leakage=1e-9"}).problem, "is one entry too many");
    EXPECT_EQ(mistake_of(two_entries, {"source.side_channel[].leakage=1e-9"}).problem, "is not an entry");
    EXPECT_EQ(mistake_of(two_entries, {"source.side_channel[-1].leakage=1e-9"}).problem, "is not an entry");
    EXPECT_EQ(mistake_of(two_entries, {"source.side_channel[0].isolation=1"}).remedy,
              "did you mean source.side_channel[0].isolation_db?");
}

TEST(SideChannelTable, WhatIsNotProvedIsRefused) {
    EXPECT_EQ(mistake_of(two_entries, {"source.side_channel[0].cap=total"}).path, "source.side_channel[0].cap");
    const std::string correlated = "\n[[source.side_channel]]\nkind = \"pulse-correlation\"\nleakage = [1e-7, 1e-8]\n";
    EXPECT_EQ(parse_scenario(bb84 + correlated).source.side_channels.size(), 1u);
    EXPECT_EQ(mistake_of("protocol.name = \"decoy-bb84\"" + correlated).path, "source.side_channel[0].kind");
    const Mistake run = mistake_of(bb84 + correlated + "[finite]\npulses = 1e12\n");
    EXPECT_EQ(run.path, "source.side_channel[0].kind");
    EXPECT_NE(run.problem.find("asymptotic"), std::string::npos) << run.problem;
}

TEST(SideChannelTable, ExcludesTheLeakage) {
    const Mistake mistake = mistake_of(two_entries, {"source.leakage=0"});
    EXPECT_EQ(mistake.path, "source.leakage");
    EXPECT_NE(mistake.problem.find("source.side_channel[0].kind"), std::string::npos) << mistake.problem;
}

// Each kind alone, with the first of each group of keys that it must have; and without one of them.
TEST(SideChannelTable, EveryKindWantsItsKeys) {
    for (const LeakageModel& kind : leakage_models()) {
        std::vector<std::string> keys;
        for (const auto& group : kind.required) keys.push_back(group.front());
        if (kind.name == "trojan-horse") keys.emplace_back("pulse_duration_s");
        const auto text_without = [&](const std::string& omitted) {
            std::string text = bb84 + "[[source.side_channel]]\nkind = \"" + kind.name + "\"\n";
            for (const std::string& key : keys) {
                if (key != omitted) text += key + " = " + find_parameter("source.side_channel[0]." + key)->example + "\n";
            }
            return text;
        };
        EXPECT_EQ(parse_scenario(text_without("")).source.side_channels.size(), 1u) << kind.name;
        for (const std::string& key : keys) {
            const Mistake mistake = mistake_of(text_without(key));
            EXPECT_EQ(mistake.path, "source.side_channel[0]." + key);
            EXPECT_EQ(mistake.problem, "is missing");
            EXPECT_EQ(mistake.line, 4);
        }
        for (const Parameter& row : side_channel_parameters(0)) {
            const bool common = row.key == "kind" || row.key == "name" || row.key == "product";
            const auto& own = kind.parameters;
            if (common || std::find(own.begin(), own.end(), row.key) != own.end()) continue;
            const Mistake mistake = mistake_of(text_without("") + row.key + " = " + row.example + "\n");
            EXPECT_EQ(mistake.path, row.path());
            EXPECT_NE(mistake.problem.find("is not used beside"), std::string::npos) << mistake.problem;
        }
    }
}

TEST(SideChannelTable, AnIncludingFileReplacesAllEntries) {
    RawScenario raw = parse_raw_scenario(two_entries, "preset");
    EXPECT_EQ(count_side_channels(raw), 2u);
    apply_override(raw, "source.side_channel=[{kind=\"given\", leakage=1e-9}]");
    EXPECT_EQ(count_side_channels(raw), 1u);
    EXPECT_EQ(raw.values.count("source.side_channel[0].isolation_db"), 0u);
}

TEST(SideChannelRows, AreDescribedAndFound) {
    std::set<std::string> paths;
    Scenario scenario;
    for (std::size_t entry = 0; entry < most_side_channels; ++entry) {
        for (const Parameter& row : side_channel_parameters(entry)) {
            EXPECT_TRUE(paths.insert(row.path()).second) << row.path();
            EXPECT_EQ(find_parameter(row.path()), &row);
            EXPECT_EQ(row.help.back(), '.') << row.path();
            EXPECT_EQ(row.help.find('|'), std::string::npos) << row.path();
            EXPECT_FALSE(row.example.empty()) << row.path();
            EXPECT_EQ(row.words != nullptr, kind_of(row) == "name") << row.path();
            row.field(scenario);
            EXPECT_EQ(scenario.source.side_channels.size(), entry + 1);
        }
    }
    EXPECT_EQ(find_parameter("source.side_channel[16].leakage"), nullptr);
    EXPECT_EQ(find_parameter("source.side_channel.leakage"), nullptr);
    EXPECT_EQ(kind_of(*find_parameter("source.side_channel[1].product")), "true or false");
    EXPECT_EQ(documented_parameters().size(), parameters().size() + side_channel_parameters(0).size());
}

TEST(SideChannelHash, SeesEveryKeyOfEveryEntry) {
    struct Change {
        void operator()(double* value) const { *value += 0.25; }
        void operator()(std::optional<double>* value) const { *value = value->value_or(0.5) + 0.25; }
        void operator()(std::string* value) const { *value += "x"; }
        void operator()(NameList* value) const { value->emplace_back("x"); }
        void operator()(NumberList* value) const { value->push_back(0.25); }
        void operator()(AngleList* value) const { value->push_back({0.0, 0.0}); }
        void operator()(FileReference* value) const { value->path += "x"; }
        void operator()(bool* value) const { *value = !*value; }
    };
    std::set<std::string> hashes = {scenario_hash(parse_scenario(two_entries)), scenario_hash(parse_scenario(bb84))};
    for (std::size_t entry = 0; entry < 2; ++entry) {
        for (const Parameter& row : side_channel_parameters(entry)) {
            Scenario changed = parse_scenario(two_entries);
            std::visit(Change{}, row.field(changed));
            EXPECT_TRUE(hashes.insert(scenario_hash(changed)).second) << row.path();
        }
    }
    EXPECT_EQ(hashes.size(), 2 + 2 * side_channel_parameters(0).size());
}

TEST(SideChannelCanonicalJson, IsAListOfTheSource) {
    EXPECT_NE(
        canonical_json(parse_scenario(two_entries))
            .find(R"("side_channel": [{"kind": "trojan-horse", "name": "trojan-horse", "power_dbm": 1, )"
                  R"("pulse_duration_s": 1e-09, "wavelength_nm": 1550, "isolation_db": 140, "light": "any", "cap": "pulse", )"
                  R"("product": true}, {"kind": "given", "name": "given", "leakage": 1e-07, "product": false}]})"),
        std::string::npos)
        << canonical_json(parse_scenario(two_entries));
    EXPECT_EQ(canonical_json(parse_scenario(two_entries)).find("\"leakage\": 0"), std::string::npos);
    EXPECT_EQ(canonical_json(parse_scenario(bb84)).find("side_channel"), std::string::npos);
}

}  // namespace
}  // namespace keybound
