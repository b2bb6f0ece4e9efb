// sweep --for: each cell is what solve finds for its row and proof.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "keybound/study/csv_table.hpp"
#include "support/command_line.hpp"
#include "support/message.hpp"
#include "support/temporary_folder.hpp"

namespace keybound {
namespace {

using Json = nlohmann::json;
using test::CommandResult;
using test::holds;
using test::parse_message;
using test::run;
using test::TemporaryFolder;
using test::text_of_file;

const std::string& bb84 = test::leaky_bb84;
const std::string coins = "analysis.proofs=[\"quantum-coin\",\"loss-tolerant-coin\",\"repeaterless\"]";
const std::vector<std::string> any_leakage = {"--for", "source.leakage", "--target", "any"};

std::vector<std::string> with(std::vector<std::string> words, const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

std::vector<std::string> sweep(const std::string& over, const std::vector<std::string>& more) {
    return with({"sweep", bb84, "--set", coins, "--over", over}, more);
}

CsvTable table_of(const std::vector<std::string>& command) {
    const CommandResult result = run(command);
    EXPECT_TRUE(result.exit_code == exit_proved || result.exit_code == exit_nothing_proved) << result.err;
    return parse_csv_table(result.out, "standard output");
}

std::string cell(const CsvTable& table, std::size_t row, const std::string& column) {
    EXPECT_TRUE(table.column(column)) << column;
    return table.column(column) ? table.rows.at(row).at(*table.column(column)) : "";
}

Json json_of(const std::vector<std::string>& command) { return Json::parse(run(with(command, {"--format", "json"})).out); }

TEST(SweepSolve, CellsAreWhatSolveFindsForEachProof) {
    struct Case {
        std::string over;
        std::string set;  // the same for solve
        std::vector<std::string> options;
    };
    const std::vector<Case> cases = {
        {"channel.fibre_km=0,100,150", "channel.fibre_km=", any_leakage},
        {"channel.fibre_km=50,100", "channel.fibre_km=", {"--for", "source.leakage", "--target", "50%", "--scan", "19"}},
        {"source.leakage=1e-9,1e-4", "source.leakage=", {"--for", "channel.fibre_km", "--target", "1e-4"}},
        {"source.leakage=1e-6", "source.leakage=", {"--for", "detector.efficiency", "--target", "1e-3"}},
        {"source.leakage=1e-6",
         "source.leakage=",
         {"--for", "channel.fibre_km", "--target", "0.03", "--range", "10:90", "--tolerance", "1e-3"}},
    };
    int found = 0;
    int none = 0;
    for (const Case& c : cases) {
        SCOPED_TRACE(c.over + " " + c.options[1] + " " + c.options[3]);
        const CsvTable table = table_of(sweep(c.over, c.options));
        const std::string key = c.options[1];
        EXPECT_FALSE(table.column("repeaterless.outcome")) << "a ceiling has no key to reach a target with";
        EXPECT_EQ(table.columns.size(), 8u);
        for (std::size_t i = 0; i < table.rows.size(); ++i) {
            for (const std::string proof : {"quantum-coin", "loss-tolerant-coin"}) {
                const Json alone = json_of(
                    with({"solve", bb84, "--set", coins, "--set", c.set + table.rows[i][0], "--proof", proof}, c.options));
                const bool has_value = alone.at("value").is_number();
                EXPECT_EQ(cell(table, i, proof + ".outcome"), has_value ? "found" : "never");
                const std::string value = cell(table, i, proof + "." + key);
                EXPECT_EQ(value.empty(), !has_value);
                const std::string rate = cell(table, i, proof + ".rate_bits_per_pulse");
                EXPECT_EQ(rate.empty(), !has_value);
                if (has_value) {
                    EXPECT_EQ(std::stod(value), alone.at("value").get<double>());
                    EXPECT_EQ(std::stod(rate), alone.at("rate_bits_per_pulse").get<double>());
                }
                ++(has_value ? found : none);
            }
        }
    }
    EXPECT_GE(found, 12);
    EXPECT_GE(none, 1) << "no case without a value was tried";
}

// At the value the proof reaches the target; a little further it does not.
TEST(SweepSolve, TheValueIsSafe) {
    const CsvTable table = table_of(sweep("channel.fibre_km=20,100", any_leakage));
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        for (const std::string proof : {"quantum-coin", "loss-tolerant-coin"}) {
            const std::string value = cell(table, i, proof + ".source.leakage");
            const auto rate_at = [&](double leakage) {
                const Json document = json_of({"rate", bb84, "--set", "channel.fibre_km=" + table.rows[i][0], "--set",
                                               "source.leakage=" + Json(leakage).dump()});
                for (const Json& bound : document.at("bounds")) {
                    if (bound.at("proof") == proof) return bound.at("rate_bits_per_pulse").get<double>();
                }
                return std::nan("");
            };
            EXPECT_GT(rate_at(std::stod(value)), 0.0);
            EXPECT_EQ(rate_at(std::stod(value) * (1.0 + 2e-6)), 0.0);
        }
    }
}

TEST(SweepSolve, RowsDoNotDependOnThreadsOrNeighbours) {
    const auto up = with(sweep("channel.fibre_km=0:120:20", any_leakage), {"--scan", "19"});
    const std::string text = run(with(up, {"--threads", "1"})).out;
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 11);
    EXPECT_EQ(run(with(up, {"--threads", "4"})).out, text);
    auto rows = table_of(up).rows;
    std::reverse(rows.begin(), rows.end());
    EXPECT_EQ(table_of(with(sweep("channel.fibre_km=120:0:-20", any_leakage), {"--scan", "19"})).rows, rows);
}

// What the file says of the key that is solved for has no influence, not even on the hash by which rows are known.
TEST(SweepSolve, TheKeyOfTheFileDoesNotMatter) {
    const auto command = sweep("channel.fibre_km=50", any_leakage);
    EXPECT_EQ(run(with(command, {"--set", "source.leakage=0.3"})).out, run(command).out);
}

TEST(SweepSolve, IsResumed) {
    const TemporaryFolder folder;
    const auto command = with(sweep("channel.fibre_km=0:100:25", any_leakage),
                              {"--scan", "19", "--statistic", "detection_probability", "-o", folder.file("a.csv")});
    ASSERT_EQ(run(command).exit_code, exit_proved);
    const std::string whole = text_of_file(folder.file("a.csv"));
    folder.write("a.csv", whole.substr(0, whole.rfind("\n75,") + 9));
    const CommandResult resumed = run(command);
    EXPECT_EQ(resumed.exit_code, exit_proved) << resumed.err;
    EXPECT_PRED2(holds, resumed.err, "3 of 5 rows are there, 2 to compute");
    EXPECT_EQ(text_of_file(folder.file("a.csv")), whole);
    const auto refused = [&](const std::string& text, const std::vector<std::string>& changed) {
        folder.write("a.csv", text);
        const CommandResult result = run(changed);
        EXPECT_EQ(result.exit_code, exit_mistake);
        EXPECT_EQ(text_of_file(folder.file("a.csv")), text);
        return result.err;
    };
    auto changed = command;
    for (std::string& word : changed) word = word == "any" ? "1e-6" : word;
    EXPECT_PRED2(holds, refused(whole, changed), "holds another table");
    changed = command;
    for (std::string& word : changed) word = word == "19" ? "37" : word;
    EXPECT_PRED2(holds, refused(whole, changed), "holds another table");
    std::string damaged = whole;
    damaged.replace(whole.find("\n0,found,0.07") + 1, 7, "0,fOund");
    EXPECT_PRED2(holds, refused(damaged, command), "quantum-coin.outcome = fOund");
    damaged = whole;
    damaged.replace(whole.find("\n0,found,0.07") + 1, 12, "0,found,0.06");
    EXPECT_PRED2(holds, refused(damaged, command), "other digits than this build");
}

TEST(SweepSolve, PartsAreMergedAndDrawn) {
    const TemporaryFolder folder;
    const auto written = [&](const std::string& over, const std::string& name) {
        const auto command = with(sweep("channel.fibre_km=" + over, any_leakage), {"--scan", "19", "-o", folder.file(name)});
        EXPECT_EQ(run(command).exit_code, exit_proved);
        return text_of_file(folder.file(name));
    };
    const std::string whole = written("0:150:50", "whole.csv");
    written("0,50", "near.csv");
    written("50:150:50", "far.csv");
    EXPECT_EQ(run({"merge", folder.file("near.csv"), folder.file("far.csv")}).out, whole);
    EXPECT_EQ(run({"plot", folder.file("whole.csv"), "--html", folder.file("a.html")}).exit_code, 0);
    EXPECT_PRED2(holds, text_of_file(folder.file("a.html")), "\"source.leakage\"");
}

TEST(SweepSolve, WithoutAnyValueTheTableIsEmptyAndTheExitCodeOne) {
    const auto command = sweep("channel.fibre_km=50", {"--for", "source.leakage", "--target", "0.9"});
    EXPECT_EQ(run(command).exit_code, exit_nothing_proved);
    const CsvTable none = table_of(command);
    EXPECT_EQ(cell(none, 0, "quantum-coin.outcome"), "never");
    EXPECT_EQ(cell(none, 0, "quantum-coin.source.leakage"), "");
    const CsvTable always = table_of(sweep("channel.fibre_km=50", with(any_leakage, {"--range", "1e-9:1e-7"})));
    EXPECT_EQ(cell(always, 0, "quantum-coin.outcome"), "always");
    EXPECT_EQ(cell(always, 0, "quantum-coin.source.leakage"), "");
    const CsvTable several = table_of(sweep("channel.fibre_km=50", {"--for", "channel.misalignment_rad", "--target", "0.05"}));
    EXPECT_EQ(cell(several, 0, "loss-tolerant-coin.outcome"), "several");
    EXPECT_EQ(cell(several, 0, "loss-tolerant-coin.channel.misalignment_rad"), "");
}

// With [finite], asymptotic proofs have no key to reach a target with; and the length of a run is a key like any other.
TEST(SweepSolve, RunsAreSolvedForByProofsThatKnowThem) {
    const std::vector<std::string> command = {"sweep",       bb84,
                                              "--set",       "analysis.proofs=[\"quantum-coin\",\"loss-tolerant-coin\"]",
                                              "--set",       "protocol.z_basis_probability=0.9",
                                              "--over",      "channel.fibre_km=0,20",
                                              "--for",       "finite.pulses",
                                              "--range",     "1e3:1e8",
                                              "--target",    "any",
                                              "--scan",      "6",
                                              "--tolerance", "1e-2"};
    const CsvTable table = table_of(command);
    EXPECT_FALSE(table.column("quantum-coin.outcome"));
    const double near = std::stod(cell(table, 0, "loss-tolerant-coin.finite.pulses"));
    const double far = std::stod(cell(table, 1, "loss-tolerant-coin.finite.pulses"));
    EXPECT_GT(near, 1e3);
    EXPECT_GT(far, 1.5 * near);
}

TEST(SweepSolve, RefusesMistakes) {
    const auto refused = [](const std::vector<std::string>& more, const std::string& proofs = coins) {
        const CommandResult result = run(with({"sweep", bb84, "--set", proofs, "--over", "channel.fibre_km=0,50"}, more));
        EXPECT_EQ(result.exit_code, exit_mistake) << more[1];
        EXPECT_EQ(result.out, "");
        EXPECT_PRED2(holds, result.err, "remedy:");
        return result.err;
    };
    EXPECT_PRED2(holds, refused({"--for", "source.leakage"}), "--target");
    for (const char* option : {"--target", "--range", "--scan", "--tolerance"})
        EXPECT_PRED2(holds, refused({option, option == std::string("--tolerance") ? "0.1" : "10"}), "--for");
    const auto problem = [&](const std::vector<std::string>& more) { return parse_message(refused(more)).problem; };
    EXPECT_EQ(problem({"--for", "channel.fibre_km", "--target", "any"}), "names a key that is swept");
    EXPECT_EQ(problem({"--for", "source.leakege", "--target", "any"}), "is not a known key");
    EXPECT_EQ(problem({"--for", "protocol.name", "--target", "any"}), "is not a numeric key");
    EXPECT_EQ(problem(with(any_leakage, {"--range", "0:2"})), "is out of range");
    EXPECT_EQ(problem(with(any_leakage, {"--optimise", "channel.misalignment_rad=-0.1:0.1"})),
              "cannot be combined with --optimise");
    EXPECT_EQ(problem(with(any_leakage, {"--proof", "quantum-coin"})), "has no meaning here");
    for (const char* target : {"0%", "101%", "-5%", "50%%", "%", "nan%", "x"})
        EXPECT_EQ(problem({"--for", "source.leakage", "--target", target}), "is not a rate") << target;
    refused(with(any_leakage, {"--scan", "2"}));
    EXPECT_EQ(parse_message(refused(any_leakage, "analysis.proofs=[\"repeaterless\"]")).problem, "needs a lower bound");
    EXPECT_EQ(parse_message(refused({"--statistic", "detection_probabilty"})).remedy, "did you mean detection_probability?");
    EXPECT_EQ(problem({"--statistic", "gain_0X", "--statistic", "gain_0X"}), "is named twice");
    // a key that contradicts the scenario is found before anything is computed
    EXPECT_PRED2(holds, refused({"--for", "trojan_horse.output_intensity", "--target", "any"}), "trojan_horse");
}

TEST(Sweep, HasTheStatisticsThatWereAskedFor) {
    const std::vector<std::string> names = {"detection_probability", "gain_0X"};
    const std::vector<std::string> asked = {"--statistic", names[0], "--statistic", names[1]};
    for (const auto& more : {asked, with(asked, any_leakage)}) {
        const CsvTable table = table_of(sweep("channel.fibre_km=10,60", more));
        ASSERT_GE(table.columns.size(), 4u);
        EXPECT_EQ(table.columns[table.columns.size() - 3], "statistics.detection_probability");
        EXPECT_EQ(table.columns[table.columns.size() - 2], "statistics.gain_0X");
        for (std::size_t i = 0; i < 2; ++i) {
            const Json document = json_of({"rate", bb84, "--set", "channel.fibre_km=" + table.rows[i][0]});
            for (const std::string& name : names)
                EXPECT_EQ(std::stod(cell(table, i, "statistics." + name)), document.at("statistics").at(name)) << name;
        }
    }
    // a protocol without that setting has no number, and that is no mistake
    const CsvTable table = table_of({"sweep", bb84, "--over", "protocol.name=bb84,three-state", "--statistic", "gain_1X"});
    EXPECT_NE(cell(table, 0, "statistics.gain_1X"), "");
    EXPECT_EQ(cell(table, 1, "statistics.gain_1X"), "");
}

TEST(SolveCommand, AShareOfTheLargestRate) {
    const std::vector<std::string> command = {"solve",    bb84,  "--for",   "source.leakage",
                                              "--target", "50%", "--proof", "quantum-coin"};
    const Json found = json_of(command);
    const Json without = json_of({"rate", bb84, "--set", "source.leakage=0", "--set", coins});
    const double largest = without.at("bounds").at(0).at("rate_bits_per_pulse");
    EXPECT_EQ(found.at("target").get<double>(), 0.5 * largest);
    EXPECT_EQ(found.at("target_share"), 0.5);
    EXPECT_GE(found.at("rate_bits_per_pulse").get<double>(), 0.5 * largest);
    EXPECT_LE(found.at("rate_bits_per_pulse").get<double>(), 0.5001 * largest);
    EXPECT_PRED2(holds, run(command).out, "the rate is at least 50% of its largest value");
    const Json nothing = json_of(with(command, {"--set", "channel.fibre_km=400"}));
    EXPECT_TRUE(nothing.at("value").is_null());
    EXPECT_TRUE(nothing.at("target").is_null());
}

}  // namespace
}  // namespace keybound
