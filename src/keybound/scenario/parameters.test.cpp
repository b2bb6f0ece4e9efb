#include "keybound/scenario/parameters.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "keybound/rate/evaluate.hpp"
#include "keybound/scenario/canonical.hpp"

namespace keybound {
namespace {

bool numeric(const Parameter& row) { return is_numeric(row); }

TEST(Parameters, HaveDistinctPathsAndFields) {
    std::set<std::string> paths;
    std::set<const void*> fields;
    Scenario scenario;
    for (const Parameter& row : parameters()) {
        EXPECT_TRUE(paths.insert(row.path()).second) << row.path();
        const void* field = std::visit([](auto* pointer) { return static_cast<const void*>(pointer); }, row.field(scenario));
        EXPECT_TRUE(fields.insert(field).second) << row.path() << " shares its field with another row";
    }
}

TEST(Parameters, OfOneTableStandTogether) {
    std::set<std::string> seen;
    std::string current;
    for (const Parameter& row : parameters()) {
        if (row.table == current) continue;
        EXPECT_TRUE(seen.insert(row.table).second) << "[" << row.table << "] would be written twice in the canonical JSON";
        current = row.table;
    }
}

TEST(Parameters, AreDescribed) {
    for (const Parameter& row : parameters()) {
        EXPECT_FALSE(row.help.empty()) << row.path();
        EXPECT_EQ(row.help.back(), '.') << row.path();
        EXPECT_EQ(row.help.find('\n'), std::string::npos) << row.path() << " would break the table of the documentation";
        EXPECT_EQ(row.help.find('|'), std::string::npos) << row.path() << " would break the table of the documentation";
        EXPECT_FALSE(row.example.empty()) << row.path();
        EXPECT_EQ(row.table.find('.'), std::string::npos) << row.path();
        EXPECT_EQ(row.key.find('.'), std::string::npos) << row.path();
    }
}

// The unit stands in the name where it stands in the row, and the other way round.
TEST(Parameters, CarryTheirUnitInTheName) {
    const std::vector<std::pair<std::string, std::string>> endings = {
        {"_rad", "rad"}, {"_hz", "Hz"}, {"_db_per_km", "dB/km"}, {"_km", "km"}};
    for (const Parameter& row : parameters()) {
        for (const auto& [ending, unit] : endings) {
            const bool named =
                row.key.size() > ending.size() && row.key.compare(row.key.size() - ending.size(), ending.size(), ending) == 0;
            if (!named) continue;
            EXPECT_EQ(row.unit, unit) << row.path();
            break;
        }
    }
}

TEST(Parameters, HaveFiniteRangesThatHoldTheirDefaults) {
    Scenario defaults;
    struct Numbers {
        std::vector<double> operator()(const double* value) const { return {*value}; }
        std::vector<double> operator()(const std::optional<double>* value) const {
            return *value ? std::vector<double>{**value} : std::vector<double>{};
        }
        std::vector<double> operator()(const NumberList* value) const { return *value; }
        std::vector<double> operator()(const AngleList*) const { return {}; }
        std::vector<double> operator()(const FileReference*) const { return {}; }
        std::vector<double> operator()(const std::string*) const { return {}; }
        std::vector<double> operator()(const NameList*) const { return {}; }
        std::vector<double> operator()(const bool*) const { return {}; }
    };
    for (const Parameter& row : parameters()) {
        if (!numeric(row)) continue;
        EXPECT_TRUE(std::isfinite(row.range.lower) && std::isfinite(row.range.upper)) << row.path();
        EXPECT_LT(row.range.lower, row.range.upper) << row.path();
        for (const double value : std::visit(Numbers{}, row.field(defaults))) {
            EXPECT_TRUE(row.range.contains(value)) << row.path() << " = " << value;
        }
    }
}

TEST(Parameters, AreFoundByTheirPath) {
    for (const Parameter& row : parameters()) {
        ASSERT_NE(find_parameter(row.path()), nullptr) << row.path();
        EXPECT_EQ(find_parameter(row.path())->path(), row.path());
    }
    for (const char* path :
         {"", ".", "source", "source.", "leakage", "source.leakage ", "Source.leakage", "source.leakage.x"}) {
        EXPECT_EQ(find_parameter(path), nullptr) << path;
    }
}

TEST(Parameters, SayTheirKind) {
    const auto kind = [](const char* path) { return kind_of(*find_parameter(path)); };
    EXPECT_EQ(kind("protocol.name"), "name");
    EXPECT_EQ(kind("protocol.z_basis_probability"), "number");
    EXPECT_EQ(kind("source.leakage"), "number, or one number per setting");
    EXPECT_EQ(kind("source.states"), "list of [theta, phi], one per setting");
    EXPECT_EQ(kind("source.states_file"), "file name");
    EXPECT_EQ(kind("channel.fibre_km"), "number");
    EXPECT_EQ(kind("finite.pulses"), "number");
    EXPECT_EQ(kind("finite.method"), "name");
    EXPECT_EQ(kind("analysis.proofs"), "list of names");
    for (const Parameter& row : parameters()) EXPECT_FALSE(kind_of(row).empty()) << row.path();
}

TEST(Parameters, SayTheirDefault) {
    const auto text = [](const char* path) { return default_of(*find_parameter(path)); };
    EXPECT_EQ(text("protocol.name"), "must be given");
    EXPECT_EQ(text("protocol.z_basis_probability"), "omitted");
    EXPECT_EQ(text("source.states"), "omitted");
    EXPECT_EQ(text("analysis.proofs"), "omitted");
    EXPECT_EQ(text("source.leakage"), "0");
    EXPECT_EQ(text("source.repetition_rate_hz"), "2500000000");
    EXPECT_EQ(text("finite.pulses"), "omitted");
    EXPECT_EQ(text("finite.secrecy"), "1e-10");
    EXPECT_EQ(text("finite.method"), "\"e-value\"");
    EXPECT_EQ(text("finite.dual"), "omitted");
    EXPECT_EQ(text("detector.efficiency"), "0.73");
    EXPECT_EQ(text("detector.dark_count_probability"), "1e-08");
    for (const Parameter& row : parameters()) EXPECT_FALSE(default_of(row).empty()) << row.path();
}

// A default that a user copies from the help into his file must mean the same.
TEST(Parameters, DefaultsCanBeWritten) {
    for (const Parameter& row : parameters()) {
        // no key lacks the one that it needs, or the protocol that uses it
        const bool shared = !row.only_for.empty() && row.only_for.front() == "entanglement";
        const bool isotropic = row.state_kinds.empty() || row.state_kinds.front() == "isotropic";
        const std::string state = isotropic ? "\nrepeaters.count = 3" : "\nstate.kind = \"dephased\"";
        const std::string base = row.only_for.empty()
                                     ? "protocol.name = \"bb84\"\nfinite.pulses = 1e12"
                                     : "protocol.name = \"" + row.only_for.front() + "\"" + (shared ? state : "");
        const bool erasure = row.path() == "quantum_channel.settings";
        const Scenario scenario = parse_scenario(base + (erasure ? "\nquantum_channel.kind = \"erasure\"" : ""));
        const std::string text = default_of(row);
        if (text == "must be given" || text == "omitted") continue;
        std::vector<std::string> overrides = {row.path() + "=" + text};
        if (erasure) overrides.emplace_back("quantum_channel.kind=erasure");
        const Scenario written = parse_scenario(base, overrides);
        EXPECT_EQ(value_text(row, written), value_text(row, scenario)) << row.path();
    }
}

TEST(Parameters, OfNamesSayWhichOnesThereAre) {
    const Vocabulary words = vocabulary();
    for (const Parameter& row : parameters()) {
        const std::string kind = kind_of(row);
        Scenario scenario;
        const bool list = std::holds_alternative<NumberList*>(row.field(scenario));  // a word may stand for it
        const bool named = kind == "name" || kind == "list of names" || (list && row.words != nullptr);
        ASSERT_EQ(row.words != nullptr, named) << row.path();
        if (!named) continue;
        const NameList names = row.words(words);
        EXPECT_FALSE(names.empty()) << row.path();
        EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size()) << row.path();
        for (const std::string& name : names) EXPECT_FALSE(name.empty()) << row.path() << ": an empty name means unset";
    }
    EXPECT_EQ(find_parameter("finite.dual")->words(words), (NameList{"optimal", "coin"}));
}

// What a row needs is set by a number without default, or every scenario would have it.
TEST(Parameters, NeedKeysThatCanBeOmitted) {
    int needing = 0;
    for (const Parameter& row : parameters()) {
        if (row.needs.empty()) continue;
        ++needing;
        const Parameter* needed = find_parameter(row.needs);
        ASSERT_NE(needed, nullptr) << row.path();
        EXPECT_EQ(kind_of(*needed), "number") << row.path();
        EXPECT_EQ(default_of(*needed), "omitted") << row.path();
        EXPECT_TRUE(needed->needs.empty()) << row.path();
    }
    EXPECT_GE(needing, 11);
}

// Kinds of states that a row names are kinds.
TEST(Parameters, OfKindsOfStatesNameThem) {
    const NameList kinds = find_parameter("state.kind")->words(vocabulary());
    int some = 0;
    for (const Parameter& row : parameters()) {
        for (const std::string& kind : row.state_kinds) {
            EXPECT_NE(std::find(kinds.begin(), kinds.end(), kind), kinds.end()) << row.path();
            ++some;
        }
    }
    EXPECT_GE(some, 10);
}

TEST(Parameters, AreUsedBySomeProtocol) {
    const Vocabulary words = vocabulary();
    std::set<std::string> used;
    for (const auto& protocol : words.protocols) used.insert(protocol.parameters.begin(), protocol.parameters.end());
    for (const Parameter& row : parameters()) EXPECT_EQ(used.count(row.path()), 1u) << row.path();
    for (const std::string& path : used) {
        if (path == "source.side_channel") continue;  // a list; its keys have rows of their own
        EXPECT_NE(find_parameter(path), nullptr) << path;
    }
}

}  // namespace
}  // namespace keybound
