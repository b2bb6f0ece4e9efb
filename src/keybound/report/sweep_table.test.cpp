#include "keybound/report/sweep_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "keybound/core/version.hpp"
#include "keybound/rate/finite_key.hpp"
#include "keybound/study/axis.hpp"
#include "keybound/study/csv_table.hpp"

namespace keybound {
namespace {

const std::string bb84 = "protocol.name = \"bb84\"\nsource.leakage = 1e-6\n";

struct Swept {
    Axis axis;
    std::vector<Scenario> scenarios;
    SweepTable table;

    explicit Swept(const std::string& over, const std::string& toml = bb84, const std::vector<std::string>& overrides = {})
        : axis(parse_axis(over)), table({axis.key}) {
        for (const std::string& value : axis.values) {
            std::vector<std::string> assignments = overrides;
            assignments.push_back(axis.key + "=" + value);
            scenarios.push_back(parse_scenario(toml, assignments));
            table.include(scenarios.back());
        }
    }

    TableRow row(std::size_t i) const { return table.row({axis.values[i]}, evaluate(scenarios[i])); }
};

bool has(const std::vector<std::string>& columns, const std::string& name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
}

TEST(SweepTable, HasOneColumnPerProofAndQuantity) {
    const Swept swept("channel.fibre_km=0,10");
    const auto columns = swept.table.columns();
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
            EXPECT_EQ(swept.row(i).size(), swept.table.columns().size()) << over << ", row " << i;
        }
    }
}

// The digits of the table are those of the result, bit by bit, each in the column of its name.
TEST(SweepTable, CellsAreTheNumbersOfTheResult) {
    const Swept swept("channel.fibre_km=0,100", bb84 + "source.modulation_error_rad = 0.063\n");
    for (std::size_t i = 0; i < swept.scenarios.size(); ++i) {
        const Result result = evaluate(swept.scenarios[i]);
        const TableRow row = swept.table.row({swept.axis.values[i]}, result);
        const auto cell = [&](const std::string& column) {
            const auto columns = swept.table.columns();
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

const std::string runs = bb84 + "protocol.z_basis_probability = 0.9\nfinite.pulses = 1e9\nfinite.test_fraction = 0.02\n";

TEST(SweepTable, RunsHaveColumnsOfTheirOwn) {
    const Swept swept("channel.fibre_km=0,40", runs,
                      {"analysis.proofs=[\"joint-sdp\",\"loss-tolerant-coin-z\",\"repeaterless\"]"});
    const auto columns = swept.table.columns();
    for (const std::string& name : finite_quantity_names()) {
        EXPECT_TRUE(has(columns, "loss-tolerant-coin-z." + name)) << name;
        EXPECT_FALSE(has(columns, "joint-sdp." + name)) << name;
        EXPECT_FALSE(has(columns, "repeaterless." + name)) << name;
    }
    EXPECT_TRUE(has(columns, "loss-tolerant-coin-z.key_length_bits"));
    EXPECT_TRUE(has(columns, "repeaterless.key_length_bits"));
    EXPECT_FALSE(has(columns, "joint-sdp.key_length_bits"));
    for (const std::string& column : Swept("channel.fibre_km=0,40").table.columns()) {
        EXPECT_EQ(column.find("key_length"), std::string::npos) << column;
        EXPECT_EQ(column.find("tilt"), std::string::npos) << column;
    }
}

// Every number of a run stands in its column, and what a run does not have is left empty.
TEST(SweepTable, CellsOfRunsAreTheNumbersOfTheResult) {
    const Swept swept("channel.fibre_km=0,40,350", runs);
    const auto columns = swept.table.columns();
    int numbers = 0, empty = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const Result result = evaluate(swept.scenarios[i]);
        const TableRow row = swept.row(i);
        ASSERT_EQ(row.size(), columns.size());
        EXPECT_EQ(swept.table.flaw(row), "");
        for (std::size_t k = 1; k + 1 < columns.size(); ++k) {
            const std::string proof = columns[k].substr(0, columns[k].find('.')), name = columns[k].substr(proof.size() + 1);
            const Bound& bound = *std::find_if(result.bounds.begin(), result.bounds.end(),
                                               [&](const Bound& b) { return b.proof->name == proof; });
            std::optional<double> expected;
            if (name == "rate_bits_per_pulse") expected = bound.rate_bits_per_pulse;
            if (name == "rate_bits_per_second") expected = bound.rate_bits_per_second;
            if (name == "key_length_bits") expected = bound.key_length_bits;
            for (const auto& [quantity, value] : bound.quantities) {
                if (quantity == name) expected = value;
            }
            if (name == "outcome") {
                EXPECT_EQ(row[k], to_string(bound.verdict));
                continue;
            }
            ASSERT_EQ(row[k].empty(), !expected.has_value()) << columns[k];
            double read = -1.0;
            std::from_chars(row[k].data(), row[k].data() + row[k].size(), read);
            EXPECT_EQ(read, expected.value_or(-1.0)) << columns[k];
            ++(expected ? numbers : empty);
        }
    }
    EXPECT_GE(numbers, 60);
    EXPECT_GE(empty, 6);
}

// Columns belong to the table, not to the row: rows of both kinds, and rows that ask for one dual only, are equally long.
TEST(SweepTable, RowsOfBothKindsShareTheColumns) {
    const std::vector<std::string> kinds[] = {{},
                                              {"finite.pulses=1e9"},
                                              {"finite.pulses=1e9", "finite.dual=coin"},
                                              {"finite.pulses=1e9", "finite.dual=optimal", "finite.test_fraction=0"},
                                              {"protocol.name=three-state", "finite.pulses=1e6"}};
    SweepTable table({"kind"});
    std::vector<Scenario> scenarios;
    for (const auto& overrides : kinds) {
        scenarios.push_back(parse_scenario(bb84 + "protocol.z_basis_probability = 0.9\nchannel.fibre_km = 20\n", overrides));
        table.include(scenarios.back());
    }
    const auto columns = table.columns();
    for (const Scenario& scenario : scenarios) {
        const TableRow row = table.row({"x"}, evaluate(scenario));
        ASSERT_EQ(row.size(), columns.size());
        EXPECT_EQ(table.flaw(row), "");
        EXPECT_EQ(table.columns(), columns) << "fixed";
        for (std::size_t k = 0; k < columns.size(); ++k) {
            const bool of_a_run = columns[k].find("key_length_bits") != std::string::npos;
            if (of_a_run && !scenario.finite.pulses) {
                EXPECT_EQ(row[k], "") << columns[k];
            }
        }
        EXPECT_TRUE(proved_something(columns, row));
    }
}

TEST(SweepTable, QuotesCellsThatNeedIt) {
    EXPECT_EQ(csv_line({"1", "2"}), "1,2\n");
    EXPECT_EQ(csv_line({"[1,2]", "x"}), "\"[1,2]\",x\n");
    EXPECT_EQ(csv_line({"say \"no\"", ""}), "\"say \"\"no\"\"\",\n");
    EXPECT_EQ(csv_line({"two\nlines"}), "\"two\nlines\"\n");
    EXPECT_EQ(csv_line({"a\rb"}), "\"a\rb\"\n");
    EXPECT_EQ(csv_line({""}), "\n");
    EXPECT_EQ(csv_line({" spaces "}), " spaces \n");
}

TEST(SweepTable, ACommentOfItsOwnComesLast) {
    SweepTable table({"a.b"}, "optimised: c");
    table.include(parse_scenario(bb84));
    EXPECT_NE(table.header().find("}\n# optimised: c\na.b,"), std::string::npos) << table.header();
}

TEST(SweepTable, FindsDamagedCells) {
    const Swept swept("channel.fibre_km=0,300");
    for (std::size_t i = 0; i < 2; ++i) {
        const TableRow row = swept.row(i);
        EXPECT_EQ(swept.table.flaw(row), "");
        int found = 0;
        for (std::size_t column = 1; column + 1 < row.size(); ++column) {
            for (const char* damage : {"x", "1.0", "0x1", "1e-400", " ", "proved "}) {
                TableRow damaged = row;
                damaged[column] = damage;
                found += swept.table.flaw(damaged).rfind(swept.table.columns()[column] + " = ", 0) == 0 ? 1 : 0;
            }
        }
        EXPECT_EQ(found, 6 * static_cast<int>(row.size() - 2));
    }
}

TEST(SweepTable, KnowsRowsThatProveSomething) {
    const Swept nothing("source.leakage=1e-6,0", bb84, {"analysis.proofs=[\"loss-tolerant\"]"});
    EXPECT_FALSE(proved_something(nothing.table.columns(), nothing.row(0)));
    EXPECT_TRUE(proved_something(nothing.table.columns(), nothing.row(1)));
}

// Every outcome of a solve, in the columns of its proof; what is no number is empty.
TEST(SweepTable, HoldsSolvedValues) {
    const Scenario scenario =
        parse_scenario(bb84, {"analysis.proofs=[\"quantum-coin\",\"loss-tolerant-coin\",\"repeaterless\"]"});
    SweepTable table({"channel.fibre_km"}, "solved: something", "source.leakage", {"gain_0X"});
    table.include(scenario);
    EXPECT_EQ(table.columns(),
              (std::vector<std::string>{"channel.fibre_km", "quantum-coin.outcome", "quantum-coin.source.leakage",
                                        "quantum-coin.rate_bits_per_pulse", "loss-tolerant-coin.outcome",
                                        "loss-tolerant-coin.source.leakage", "loss-tolerant-coin.rate_bits_per_pulse",
                                        "statistics.gain_0X", "scenario_hash"}));
    EXPECT_NE(table.header().find("\n# solved: something\n"), std::string::npos);
    Solution solution;
    solution.outcome = Solution::Outcome::found;
    solution.value = 0.25;
    solution.bracket_upper = 0.26;
    solution.at_value = 1e-12;
    const SolvedBound coin{find_proof("loss-tolerant-coin"), solution};
    const TableRow row = table.row({"7"}, {coin}, {{"gain_0X", 0.5}}, "abc");
    EXPECT_EQ(row, (TableRow{"7", "", "", "", "found", "0.25", "1e-12", "0.5", "abc"}));
    EXPECT_EQ(table.flaw(row), "");
    EXPECT_TRUE(proved_something(table.columns(), row));
    using Outcome = Solution::Outcome;
    for (const auto& [outcome, word] :
         {std::pair{Outcome::always_met, "always"}, {Outcome::never_met, "never"}, {Outcome::several, "several"}}) {
        solution.outcome = outcome;
        const TableRow none = table.row({"7"}, {{coin.proof, solution}}, {}, "abc");
        EXPECT_EQ(none, (TableRow{"7", "", "", "", word, "", "", "", "abc"}));
        EXPECT_EQ(table.flaw(none), "");
        EXPECT_FALSE(proved_something(table.columns(), none)) << word;
    }
    EXPECT_NE(table.flaw({"7", "proved", "", "", "", "", "", "", "abc"}), "") << "a word of rates";
    EXPECT_NE(table.flaw({"7", "found", "x", "", "", "", "", "", "abc"}), "");
    EXPECT_NE(Swept("channel.fibre_km=0", bb84, {"analysis.proofs=[\"repeaterless\"]"}).table.flaw({"0", "found", "", "", "a"}),
              "");
}

TEST(SweepTable, ProofsThatCannotReachATargetAreNotSolvedFor) {
    const Scenario asymptotic = parse_scenario(bb84);
    const Scenario run = parse_scenario(runs, {"analysis.proofs=[\"joint-sdp\",\"loss-tolerant-coin-z\",\"repeaterless\"]"});
    const auto solved = [](const char* name, const Scenario& scenario) {
        return has_solved_column(*find_proof(name), scenario);
    };
    EXPECT_TRUE(solved("joint-sdp", asymptotic));
    EXPECT_FALSE(solved("loss-tolerant-coin-three-state", asymptotic));
    EXPECT_FALSE(solved("repeaterless", asymptotic));
    EXPECT_TRUE(solved("loss-tolerant-coin-z", run));
    EXPECT_FALSE(solved("joint-sdp", run)) << "asymptotic in a scenario of runs";
    EXPECT_FALSE(solved("loss-tolerant-coin", run)) << "not named";
}

}  // namespace
}  // namespace keybound
