#include "keybound/report/sweep_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "keybound/core/version.hpp"

namespace keybound {
namespace {

const std::string bb84 = "protocol.name = \"bb84\"\nsource.leakage = 1e-6\n";

struct Swept {
    std::vector<Scenario> scenarios;
    SweepTable table;

    explicit Swept(const std::string& over, const std::string& toml = bb84, const std::vector<std::string>& overrides = {})
        : Swept(parse_axis(over), toml, overrides) {}
    Swept(const Axis& axis, const std::string& toml, const std::vector<std::string>& overrides)
        : scenarios(all(axis, toml, overrides)), table(axis, scenarios) {}

    static std::vector<Scenario> all(const Axis& axis, const std::string& toml, const std::vector<std::string>& overrides) {
        std::vector<Scenario> scenarios;
        for (const std::string& value : axis.values) {
            std::vector<std::string> assignments = overrides;
            assignments.push_back(axis.key + "=" + value);
            scenarios.push_back(parse_scenario(toml, assignments));
        }
        return scenarios;
    }
};

bool has(const std::vector<std::string>& columns, const std::string& name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
}

TEST(SweepTable, HasOneColumnPerProofAndQuantity) {
    const Swept swept("channel.fibre_km=0,10");
    const auto& columns = swept.table.columns();
    EXPECT_EQ(columns.front(), "channel.fibre_km");
    EXPECT_EQ(columns.back(), "scenario_hash");
    for (const Proof& proof : proofs()) {
        const bool applies = proof.applies_to("bb84");
        EXPECT_EQ(has(columns, proof.name + ".outcome"), applies) << proof.name;
        EXPECT_EQ(has(columns, proof.name + ".rate_bits_per_pulse"), applies) << proof.name;
        EXPECT_EQ(has(columns, proof.name + ".rate_bits_per_second"), applies) << proof.name;
        for (const std::string& name : proof.quantities)
            EXPECT_EQ(has(columns, proof.name + "." + name), applies) << proof.name;
    }
}

TEST(SweepTable, HasColumnsForEveryProofOfEveryRow) {
    const Swept swept("protocol.name=bb84,three-state");
    EXPECT_TRUE(has(swept.table.columns(), "quantum-coin.outcome"));                    // bb84 alone
    EXPECT_TRUE(has(swept.table.columns(), "loss-tolerant-coin-three-state.outcome"));  // three-state alone
    const Swept chosen("channel.fibre_km=0,10", bb84, {"analysis.proofs=[\"repeaterless\"]"});
    EXPECT_EQ(chosen.table.columns(),
              (std::vector<std::string>{"channel.fibre_km", "repeaterless.outcome", "repeaterless.rate_bits_per_pulse",
                                        "repeaterless.rate_bits_per_second", "scenario_hash"}));
}

TEST(SweepTable, BeginsWithVersionAndScenario) {
    const Swept swept("channel.fibre_km=7,10");
    std::istringstream header(swept.table.header());
    std::string line;
    std::getline(header, line);
    EXPECT_EQ(line, std::string("# keybound ") + version);
    std::getline(header, line);
    EXPECT_EQ(line.rfind("# scenario of the first row: {\"protocol\"", 0), 0u) << line;
    EXPECT_NE(line.find("\"fibre_km\": 7"), std::string::npos) << line;
    std::getline(header, line);
    EXPECT_EQ(line.rfind("channel.fibre_km,loss-tolerant.outcome,", 0), 0u) << line;
    EXPECT_FALSE(std::getline(header, line));
}

TEST(SweepTable, RowsHaveACellForEveryColumn) {
    for (const char* over : {"channel.fibre_km=0,100,10000", "protocol.name=bb84,three-state", "source.leakage=0,1e-6,1"}) {
        const Swept swept(over);
        for (std::size_t i = 0; i < swept.scenarios.size(); ++i) {
            EXPECT_EQ(swept.table.row(i, evaluate(swept.scenarios[i])).size(), swept.table.columns().size())
                << over << ", row " << i;
        }
    }
}

// The digits of the table are those of the result, bit by bit, each in the column of its name.
TEST(SweepTable, CellsAreTheNumbersOfTheResult) {
    const Swept swept("channel.fibre_km=0,100", bb84 + "source.modulation_error_rad = 0.063\n");
    for (std::size_t i = 0; i < swept.scenarios.size(); ++i) {
        const Result result = evaluate(swept.scenarios[i]);
        const TableRow row = swept.table.row(i, result);
        const auto cell = [&](const std::string& column) {
            const auto& columns = swept.table.columns();
            return row.at(static_cast<std::size_t>(std::find(columns.begin(), columns.end(), column) - columns.begin()));
        };
        const auto expect_number = [&](const std::string& column, const std::optional<double>& expected) {
            const std::string text = cell(column);
            EXPECT_EQ(text.empty(), !expected.has_value()) << column;
            if (!expected) return;
            double read = -1.0;
            std::from_chars(text.data(), text.data() + text.size(), read);
            EXPECT_EQ(read, *expected) << column;
        };
        for (const Bound& bound : result.bounds) {
            EXPECT_EQ(cell(bound.proof->name + ".outcome"), to_string(bound.verdict));
            expect_number(bound.proof->name + ".rate_bits_per_pulse", bound.rate_bits_per_pulse);
            expect_number(bound.proof->name + ".rate_bits_per_second", bound.rate_bits_per_second);
            for (const auto& [name, value] : bound.quantities) expect_number(bound.proof->name + "." + name, value);
        }
        EXPECT_EQ(cell("scenario_hash"), result.hash);
    }
}

// A quantity that a proof reports but does not announce would be missing in every table.
TEST(SweepTable, ProofsAnnounceTheirQuantities) {
    for (const char* protocol : {"bb84", "three-state"}) {
        for (const char* leakage : {"0", "1e-9"}) {
            const Result result = evaluate(parse_scenario(
                "channel.fibre_km = 10", {std::string("protocol.name=") + protocol, std::string("source.leakage=") + leakage}));
            for (const Bound& bound : result.bounds) {
                for (const auto& [name, value] : bound.quantities)
                    EXPECT_TRUE(has(bound.proof->quantities, name)) << bound.proof->name << ": " << name;
                if (bound.verdict != Verdict::proved) continue;
                for (const std::string& name : bound.proof->quantities) {
                    const bool reported = std::any_of(bound.quantities.begin(), bound.quantities.end(),
                                                      [&](const auto& quantity) { return quantity.first == name; });
                    EXPECT_TRUE(reported) << bound.proof->name << " announces " << name << " and does not report it";
                }
            }
        }
    }
}

TEST(SweepTable, QuotesCellsThatNeedIt) {
    EXPECT_EQ(SweepTable::line({"1", "2"}), "1,2\n");
    EXPECT_EQ(SweepTable::line({"[1,2]", "x"}), "\"[1,2]\",x\n");
    EXPECT_EQ(SweepTable::line({"say \"no\"", ""}), "\"say \"\"no\"\"\",\n");
    EXPECT_EQ(SweepTable::line({"two\nlines"}), "\"two\nlines\"\n");
    EXPECT_EQ(SweepTable::line({"a\rb"}), "\"a\rb\"\n");
    EXPECT_EQ(SweepTable::line({""}), "\n");
    EXPECT_EQ(SweepTable::line({" spaces "}), " spaces \n");
}

}  // namespace
}  // namespace keybound
