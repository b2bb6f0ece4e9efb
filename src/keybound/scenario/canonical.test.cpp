#include "keybound/scenario/canonical.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "keybound/rate/evaluate.hpp"

namespace keybound {
namespace {

const std::string bb84 = "protocol.name = \"bb84\"\n";

TEST(CanonicalJson, OfTheDefaults) {
    EXPECT_EQ(canonical_json(parse_scenario(bb84)),
              R"({"protocol": {"name": "bb84"}, )"
              R"("source": {"modulation_error_rad": 0, "leakage": 0, "repetition_rate_hz": 2500000000}, )"
              R"("channel": {"fibre_km": 0, "attenuation_db_per_km": 0.2, "misalignment_rad": 0}, )"
              R"("detector": {"efficiency": 0.73, "dark_count_probability": 1e-08}, )"
              R"("processing": {"error_correction_efficiency": 1.16}})");
}

TEST(CanonicalJson, WritesListsAndNames) {
    const std::string json = canonical_json(parse_scenario(R"(
        protocol = { name = "three-state", z_basis_probability = 0.9 }
        source = { states = [[0, 0], [1.5, 0.25], [0.75, -0.5]], leakage = [1e-6, 0, 1e-9] }
        analysis = { proofs = ["repeaterless", "loss-tolerant"] }
    )"));
    EXPECT_NE(json.find(R"("z_basis_probability": 0.9)"), std::string::npos) << json;
    EXPECT_NE(json.find(R"("states": [[0, 0], [1.5, 0.25], [0.75, -0.5]])"), std::string::npos) << json;
    EXPECT_NE(json.find(R"("leakage": [1e-06, 0, 1e-09])"), std::string::npos) << json;
    EXPECT_NE(json.find(R"("proofs": ["repeaterless", "loss-tolerant"])"), std::string::npos) << json;
}

TEST(CanonicalJson, EscapesQuotesAndBackslashes) {
    Scenario scenario;
    scenario.protocol.name = R"(a"b\c)";
    EXPECT_NE(canonical_json(scenario).find(R"("name": "a\"b\\c")"), std::string::npos) << canonical_json(scenario);
}

// The digits must read back as the same number, or the scenario printed with a result is not the one that was computed.
TEST(CanonicalJson, KeepsEveryBitOfANumber) {
    for (const double leakage : {0.1 + 0.2, 1.0 / 3.0, 5e-324, std::nextafter(1.0, 0.0), 1e-14, 2.2250738585072014e-308}) {
        Scenario scenario = parse_scenario(bb84);
        scenario.source.leakage = {leakage};
        const std::string text = value_text(*find_parameter("source.leakage"), scenario);
        const Scenario back = parse_scenario(bb84, {"source.leakage=" + text});
        EXPECT_EQ(back.source.leakage.front(), leakage) << text;
    }
}

// Defaults of [finite] say nothing of an asymptotic scenario: its text and its hash are what they were before there were any.
TEST(CanonicalJson, HasTheFiniteTableOnlyWithPulses) {
    Scenario scenario = parse_scenario(bb84);
    EXPECT_FALSE(has_meaning(*find_parameter("finite.secrecy"), scenario));
    EXPECT_TRUE(has_meaning(*find_parameter("source.leakage"), scenario));
    const std::string json = canonical_json(scenario);
    const std::string hash = scenario_hash(scenario);
    EXPECT_EQ(json.find("finite"), std::string::npos) << json;
    scenario.finite.secrecy = 1e-5;
    scenario.finite.tilt = 0.5;
    EXPECT_EQ(canonical_json(scenario), json);
    EXPECT_EQ(scenario_hash(scenario), hash);
    scenario.finite.pulses = 1e12;
    EXPECT_TRUE(has_meaning(*find_parameter("finite.secrecy"), scenario));
    EXPECT_NE(canonical_json(scenario).find(R"("finite": {"pulses": 1000000000000, "secrecy": 1e-05, "correctness": 1e-10, )"
                                            R"("method": "e-value", "tilt": 0.5})"),
              std::string::npos)
        << canonical_json(scenario);
}

TEST(CanonicalJson, OfAFiniteRunIsAScenarioAgain) {
    const Scenario scenario = parse_scenario(bb84 + R"(
        finite = { pulses = 1e18, secrecy = 1e-9, dual = "optimal", tilt = 0.002, test_fraction = 0, privacy_secrecy = 3e-10 }
    )");
    std::vector<std::string> overrides;
    for (const Parameter& row : parameters()) {
        const std::string value = value_text(row, scenario);
        if (!value.empty() && has_meaning(row, scenario)) overrides.push_back(row.path() + "=" + value);
    }
    EXPECT_EQ(canonical_json(parse_scenario("", overrides)), canonical_json(scenario));
}

TEST(CanonicalJson, IsAScenarioAgain) {
    const Scenario scenario = parse_scenario(R"(
        protocol = { name = "bb84", z_basis_probability = 0.7 }
        source = { states = [[0.1, 0], [1.5, 0.25], [0.75, -0.5], [2.4, 1e-9]], leakage = [1e-6, 2e-6, 1e-9, 0.3] }
        channel = { fibre_km = 33.3, misalignment_rad = -0.01 }
        analysis = { proofs = ["repeaterless"] }
    )");
    std::vector<std::string> overrides;
    for (const Parameter& row : parameters()) {
        const std::string value = value_text(row, scenario);
        if (value.empty() || !has_meaning(row, scenario)) continue;
        if (row.path() != "source.modulation_error_rad") overrides.push_back(row.path() + "=" + value);
    }
    EXPECT_EQ(canonical_json(parse_scenario("", overrides)), canonical_json(scenario));
}

// Keys that another kind of state has say nothing, and would change the hash of every scenario.
TEST(CanonicalJson, LeavesOutKeysOfOtherKindsOfStates) {
    const auto json = [](const std::string& keys) {
        return canonical_json(parse_scenario("protocol.name = \"entanglement\"\n" + keys));
    };
    const std::string isotropic = json("");
    for (const char* key : {"damping", "weights", "dimensions", "file", "settings"}) {
        EXPECT_EQ(isotropic.find(key), std::string::npos) << key;
    }
    const std::string dephased = json("state = { kind = \"dephased\", damping = 0.1 }\n");
    for (const char* key : {"visibility", "dimension", "parties", "repeaters"}) {
        EXPECT_EQ(dephased.find(key), std::string::npos) << key;
    }
    EXPECT_NE(dephased.find(R"("state": {"kind": "dephased", "damping": 0.1}, "settings": {"key": "z"})"), std::string::npos)
        << dephased;
}

TEST(ScenarioHash, Is128BitsInHexadecimal) {
    const std::string hash = scenario_hash(parse_scenario(bb84));
    EXPECT_EQ(hash.size(), 32u);
    EXPECT_EQ(hash.find_first_not_of("0123456789abcdef"), std::string::npos) << hash;
}

TEST(ScenarioHash, SameScenarioSameHash) {
    const std::string hash = scenario_hash(parse_scenario(bb84 + "[channel]\nfibre_km = 100\n"));
    EXPECT_EQ(scenario_hash(parse_scenario(bb84 + "[channel]\nfibre_km = 100\n")), hash);
    EXPECT_EQ(scenario_hash(parse_scenario("# comment\n[channel]\nfibre_km = 1e2\n[protocol]\nname = 'bb84'\n")), hash);
    EXPECT_EQ(scenario_hash(parse_scenario(bb84, {"channel.fibre_km=100.0"})), hash);
    EXPECT_EQ(scenario_hash(parse_scenario(bb84 + "[channel]\nfibre_km = 7\n", {"channel.fibre_km=100"})), hash);
}

// A scenario in which the row has a meaning: of a protocol that uses it, and with the key that it needs.
std::string base_of(const Parameter& row) {
    const std::string protocol = row.only_for.empty() ? "bb84" : row.only_for.front();
    if (protocol == "bb84") return bb84 + "[finite]\npulses = 1e12\n";
    if (!row.state_kinds.empty() && row.state_kinds.front() != "isotropic") {
        return "protocol.name = \"" + protocol + "\"\nstate.kind = \"dephased\"\n";
    }
    if (protocol == "private-state") return "protocol.name = \"private-state\"\n";
    if (protocol == "quantum-channel") {
        return std::string("protocol.name = \"quantum-channel\"\n") +
               (row.key == "settings" ? "quantum_channel.kind = \"erasure\"\n" : "");
    }
    if (protocol == "diqkd-chsh") {
        return "protocol.name = \"diqkd-chsh\"\n" +
               std::string(row.needs.empty() ? "" : "correlations = { chsh_value = 2.5, quantum_bit_error_rate = 0.1 }\n");
    }
    return "protocol.name = \"" + protocol + "\"\n" +
           (protocol == "decoy-bb84" ? "trojan_horse.output_intensity = 1e-7\n" : "repeaters.count = 3\n");
}

TEST(ScenarioHash, ADefaultWrittenOutIsTheSameScenario) {
    for (const Parameter& row : parameters()) {
        const std::string base = base_of(row);
        const std::string hash = scenario_hash(parse_scenario(base));
        const std::string text = default_of(row);
        if (text == "omitted" || text == "must be given") continue;
        EXPECT_EQ(scenario_hash(parse_scenario(base, {row.path() + "=" + text})), hash) << row.path();
    }
    EXPECT_EQ(scenario_hash(parse_scenario(bb84, {"source.leakage=[0.0]"})), scenario_hash(parse_scenario(bb84)));
}

// A key that a protocol uses is in its hash, or two different scenarios would pass for one.
TEST(ScenarioHash, HoldsEveryKeyThatAProtocolUses) {
    for (const auto& protocol : vocabulary().protocols) {
        for (const std::string& path : protocol.parameters) {
            const Parameter* row = find_parameter(path);
            if (row == nullptr) continue;  // a list of tables, whose entries have rows of their own
            const NameList& names = row->only_for;
            EXPECT_TRUE(names.empty() || std::find(names.begin(), names.end(), protocol.name) != names.end())
                << path << " of " << protocol.name;
        }
    }
}

TEST(ScenarioHash, NegativeZeroIsZero) {
    const std::string hash = scenario_hash(parse_scenario(bb84));
    for (const char* key : {"source.modulation_error_rad", "source.leakage", "channel.fibre_km", "channel.misalignment_rad",
                            "detector.dark_count_probability"}) {
        const std::string zero = scenario_hash(parse_scenario(bb84, {std::string(key) + "=0.0"}));
        EXPECT_EQ(scenario_hash(parse_scenario(bb84, {std::string(key) + "=-0.0"})), zero) << key;
    }
    EXPECT_EQ(scenario_hash(parse_scenario(bb84, {"source.leakage=[-0.0]"})), hash);
    const std::string states = "source.states=[[0.0, 0], [1.5, 0], [0.7, 0], [2, 0]]";
    const std::string same_states = "source.states=[[-0.0, -0.0], [1.5, 0], [0.7, 0], [2, 0]]";
    EXPECT_EQ(scenario_hash(parse_scenario(bb84, {states})), scenario_hash(parse_scenario(bb84, {same_states})));
}

// Changes the field behind a row by the least that can be changed.
struct Change {
    void operator()(double* value) const { *value = std::nextafter(*value, 1e300); }
    void operator()(std::optional<double>* value) const { *value = value->value_or(0.5) + 0.25; }
    void operator()(std::string* value) const { *value += "x"; }
    void operator()(NameList* value) const { value->emplace_back("x"); }
    void operator()(NumberList* value) const {
        if (value->empty())
            value->push_back(0.5);
        else
            value->back() = std::nextafter(value->back(), 1e300);
    }
    void operator()(AngleList* value) const { value->push_back({0.0, 0.0}); }
    void operator()(FileReference* value) const { value->path = "x.csv", value->content += "1"; }
    void operator()(bool* value) const { *value = !*value; }
};

TEST(ScenarioHash, AnyChangedFieldChangesIt) {
    std::set<std::string> hashes;
    for (const Parameter& row : parameters()) {
        Scenario changed = parse_scenario(base_of(row));
        if (!row.state_kinds.empty() && row.state_kinds.front() != "isotropic") changed.state.kind = row.state_kinds.front();
        hashes.insert(scenario_hash(changed));
        std::visit(Change{}, row.field(changed));
        EXPECT_TRUE(hashes.insert(scenario_hash(changed)).second) << row.path();
        Scenario twice = changed;
        std::visit(Change{}, row.field(twice));
        EXPECT_TRUE(hashes.insert(scenario_hash(twice)).second) << row.path() << ", changed twice";
    }
    EXPECT_EQ(hashes.size(), 2 * parameters().size() + 11) << "eleven scenarios to begin with";
}

TEST(ScenarioHash, SeesTheOrderOfLists) {
    const std::string a = scenario_hash(parse_scenario(bb84, {"source.leakage=[1e-6, 0, 0, 0]"}));
    const std::string b = scenario_hash(parse_scenario(bb84, {"source.leakage=[0, 1e-6, 0, 0]"}));
    EXPECT_NE(a, b);
}

}  // namespace
}  // namespace keybound
