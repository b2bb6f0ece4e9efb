#include <gtest/gtest.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

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

bool gnuplot_is_missing() { return std::system("command -v gnuplot > /dev/null 2>&1") != 0; }

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
            cells.back() += line[i++];
        else if (line[i] == '"')
            quoted = !quoted;
        else if (line[i] == ',' && !quoted)
            cells.emplace_back();
        else
            cells.back() += line[i];
    }
    return cells;
}

// The rows of a table by column name.
std::vector<std::map<std::string, std::string>> rows_of(const std::string& csv) {
    std::istringstream stream(csv);
    std::vector<std::string> columns;
    std::vector<std::map<std::string, std::string>> rows;
    for (std::string line; std::getline(stream, line);) {
        if (line.rfind("#", 0) == 0) continue;
        const auto cells = cells_of(line);
        if (columns.empty()) {
            columns = cells;
            continue;
        }
        EXPECT_EQ(cells.size(), columns.size()) << line;
        rows.emplace_back();
        for (std::size_t i = 0; i < std::min(cells.size(), columns.size()); ++i) rows.back()[columns[i]] = cells[i];
    }
    return rows;
}

void expect_same_number(const std::string& cell, const Json& value, const std::string& what) {
    if (value.is_null()) {
        EXPECT_EQ(cell, "") << what;
        return;
    }
    double number = -1.0;
    const auto [rest, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    EXPECT_TRUE(error == std::errc() && rest == cell.data() + cell.size()) << what << ": " << cell;
    EXPECT_EQ(number, value.get<double>()) << what;
}

// A row's digits depend on its scenario alone.
TEST(Sweep, RowsAreTheDigitsOfRate) {
    const std::vector<std::pair<std::string, std::vector<std::string>>> sweeps = {
        {"channel.fibre_km", {"0", "50", "100", "150", "300"}},
        {"source.leakage", {"0", "1e-09", "1e-06", "0.001"}},
        {"protocol.name", {"bb84", "three-state"}},
        {"source.leakage", {"[1e-6, 0, 0, 1e-7]", "[0, 0, 0, 0]"}},
    };
    for (const auto& [key, values] : sweeps) {
        std::string over = key + "=";
        for (const std::string& value : values) over += (over.back() == '=' ? "" : ",") + value;
        const CommandResult table = run({"sweep", bb84, "--over", over});
        ASSERT_EQ(table.exit_code, exit_proved) << table.err;
        const auto rows = rows_of(table.out);
        ASSERT_EQ(rows.size(), values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::string assignment = key + "=" + values[i];
            const CommandResult alone = run({"rate", bb84, "--set", assignment, "--format", "json"});
            const Json document = Json::parse(alone.out);
            EXPECT_EQ(rows[i].at(key), values[i]);
            EXPECT_EQ(rows[i].at("scenario_hash"), document.at("scenario_hash")) << assignment;
            for (const Json& bound : document.at("bounds")) {
                const std::string proof = bound.at("proof");
                const std::string what = assignment + " " + proof;
                EXPECT_EQ(rows[i].at(proof + ".outcome"), bound.at("outcome")) << what;
                for (const char* name : {"rate_bits_per_pulse", "rate_bits_per_second"}) {
                    expect_same_number(rows[i].at(proof + "." + name), bound.at(name), what + "." + name);
                }
                for (const auto& [name, value] : bound.at("quantities").items()) {
                    expect_same_number(rows[i].at(proof + "." + name), value, what + "." + name);
                }
            }
        }
    }
}

// Neither the neighbours of a row nor their order may change its digits.
TEST(Sweep, RowsDoNotDependOnTheirNeighbours) {
    const auto up = rows_of(run({"sweep", bb84, "--over", "channel.fibre_km=0:200:50"}).out);
    const auto down = rows_of(run({"sweep", bb84, "--over", "channel.fibre_km=200:0:-50"}).out);
    ASSERT_EQ(up.size(), 5u);
    ASSERT_EQ(down.size(), 5u);
    for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(up[i], down[4 - i]);
}

TEST(Sweep, TheSweptKeyWinsOverSet) {
    const auto rows = rows_of(run({"sweep", bb84, "--over", "channel.fibre_km=10,20", "--set", "channel.fibre_km=99"}).out);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].at("scenario_hash"),
              Json::parse(run({"rate", bb84, "--set", "channel.fibre_km=10", "--format", "json"}).out).at("scenario_hash"));
    EXPECT_NE(rows[0].at("scenario_hash"), rows[1].at("scenario_hash"));
}

TEST(Sweep, WritesTheSameTableToAFile) {
    const TemporaryFolder folder;
    const CommandResult to_file = run({"sweep", bb84, "--over", "channel.fibre_km=0:20:10", "-o", folder.file("out.csv")});
    EXPECT_EQ(to_file.exit_code, exit_proved);
    EXPECT_EQ(to_file.out, "");
    EXPECT_EQ(to_file.err, "");
    EXPECT_EQ(text_of_file(folder.file("out.csv")), run({"sweep", bb84, "--over", "channel.fibre_km=0:20:10"}).out);
}

TEST(Sweep, ExitsWithOneWhenNoRowProvesAnything) {
    const std::vector<std::string> command = {"sweep", bb84, "--set", "analysis.proofs=[\"loss-tolerant\"]", "--over"};
    const auto with = [&](const std::string& over) {
        std::vector<std::string> arguments = command;
        arguments.push_back(over);
        return run(arguments);
    };
    EXPECT_EQ(with("source.leakage=1e-6,1e-3").exit_code, exit_nothing_proved);
    EXPECT_EQ(with("source.leakage=1e-6,0").exit_code, exit_proved);
}

TEST(Sweep, FindsMistakesBeforeTheFirstRow) {
    const TemporaryFolder folder;
    const CommandResult result = run({"sweep", bb84, "--over", "channel.fibre_km=0,100,-1", "-o", folder.file("out.csv")});
    const test::Message message = parse_message(result.err);
    EXPECT_EQ(result.exit_code, exit_mistake);
    EXPECT_EQ(result.out, "");
    EXPECT_FALSE(std::filesystem::exists(folder.file("out.csv"))) << "an old table must survive a mistyped command";
    EXPECT_EQ(message.path, "channel.fibre_km");
    EXPECT_EQ(message.value, "-1");
    EXPECT_EQ(message.file, "command line, --over channel.fibre_km=-1");
    EXPECT_PRED2(holds, message.allowed, "[0, 10000] km");
}

TEST(Sweep, RefusesWrongKeysAndValues) {
    const auto refused = [](const std::string& over) {
        const CommandResult result = run({"sweep", bb84, "--over", over});
        EXPECT_EQ(result.exit_code, exit_mistake) << over;
        EXPECT_EQ(result.out, "") << over;
        return parse_message(result.err);
    };
    EXPECT_EQ(refused("channel.fibre_kn=1,2").remedy, "did you mean channel.fibre_km?");
    EXPECT_EQ(refused("fibre_km=1,2").remedy, "did you mean channel.fibre_km?");
    EXPECT_EQ(refused("source.leakage=1e-6,nan").value, "nan");
    EXPECT_EQ(refused("source.leakage=1e-6,1e-400").value, "1e-400");
    EXPECT_EQ(refused("protocol.name=bb84,bb85").remedy, "did you mean bb84?");
    EXPECT_EQ(refused("channel.fibre_km=0:100").path, "--over");
    EXPECT_EQ(refused("channel.fibre_km").path, "--over");
    EXPECT_EQ(refused("source.states=[[0,0]],[[1,0]]").path, "source.states");
}

TEST(Sweep, FilesThatCannotBeWrittenAreMistakes) {
    const TemporaryFolder folder;
    const std::string nowhere = folder.file("no such folder/out.csv");
    const CommandResult result = run({"sweep", bb84, "--over", "channel.fibre_km=0,10", "-o", nowhere});
    const test::Message message = parse_message(result.err);
    EXPECT_EQ(result.exit_code, exit_mistake);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(message.path, "-o");
    EXPECT_EQ(message.value, nowhere);
    EXPECT_EQ(message.problem, "cannot be written");
    EXPECT_NE(message.remedy, "");
    EXPECT_EQ(run({"sweep", bb84, "--over", "channel.fibre_km=0,10", "-o", folder.file("")}).exit_code, exit_mistake);
    if (std::filesystem::exists("/dev/full")) {
        EXPECT_EQ(run({"sweep", bb84, "--over", "channel.fibre_km=0,10", "-o", "/dev/full"}).exit_code, exit_mistake);
    }
}

TEST(Sweep, PicturesThatCannotBeDrawnAreMistakes) {
    if (gnuplot_is_missing()) GTEST_SKIP() << "gnuplot is not installed";
    const TemporaryFolder folder;
    const auto refused = [&](const std::string& over, const std::string& plot) {
        const CommandResult result = run({"sweep", bb84, "--over", over, "-o", folder.file("out.csv"), "--plot", plot});
        EXPECT_EQ(result.exit_code, exit_mistake) << plot;
        EXPECT_EQ(result.out, "");
        const test::Message message = parse_message(result.err);
        EXPECT_EQ(message.path, "--plot");
        EXPECT_NE(message.remedy, "");
        return message;
    };
    EXPECT_EQ(refused("channel.fibre_km=0,10", folder.file("no such folder/a.svg")).problem, "cannot be written");
    EXPECT_EQ(refused("channel.fibre_km=0,10", folder.file("a.jpg")).problem, "is not a known kind of picture");
    EXPECT_EQ(refused("channel.fibre_km=0,10", folder.file("a.svg/")).problem, "is not a known kind of picture");
    EXPECT_EQ(refused("protocol.name=bb84,three-state", folder.file("a.svg")).problem, "needs numbers on the axis");
    // TOML allows underscores in numbers; drawn at 1 instead of at 1000 it would be a wrong picture.
    EXPECT_EQ(refused("channel.fibre_km=1_000,2_000", folder.file("a.svg")).value, "1_000");
}

TEST(Sweep, DrawsAPictureBesideTheTable) {
    if (gnuplot_is_missing()) GTEST_SKIP() << "gnuplot is not installed";
    const TemporaryFolder folder;
    const CommandResult result =
        run({"sweep", bb84, "--over", "channel.fibre_km=0:100:50", "-o", folder.file("a.csv"), "--plot", folder.file("a.svg")});
    EXPECT_EQ(result.exit_code, exit_proved) << result.err;
    EXPECT_EQ(rows_of(text_of_file(folder.file("a.csv"))).size(), 3u);
    EXPECT_PRED2(holds, text_of_file(folder.file("a.svg")), "loss-tolerant-coin");
}

TEST(Sweep, APictureOfNothingIsNoMistake) {
    if (gnuplot_is_missing()) GTEST_SKIP() << "gnuplot is not installed";
    const TemporaryFolder folder;
    const CommandResult result = run({"sweep", bb84, "--over", "channel.fibre_km=0:100:50", "--set",
                                      "analysis.proofs=[\"loss-tolerant\"]", "--plot", folder.file("a.svg")});
    EXPECT_EQ(result.exit_code, exit_nothing_proved) << result.err;
    EXPECT_EQ(result.err, "");
}

TEST(Sweep, DoesNotWriteOverItsOwnFiles) {
    const TemporaryFolder folder;
    const std::string text = "protocol.name = \"bb84\"\n";
    const std::string scenario = folder.write("a.toml", text);
    const std::string picture_of_a_scenario = folder.write("b.svg", text);
    const CommandResult over_itself =
        run({"sweep", scenario, "--over", "channel.fibre_km=0,10", "-o", folder.file("./a.toml")});
    EXPECT_EQ(over_itself.exit_code, exit_mistake);
    EXPECT_EQ(parse_message(over_itself.err).path, "-o");
    EXPECT_EQ(text_of_file(scenario), text);
    EXPECT_EQ(
        run({"sweep", picture_of_a_scenario, "--over", "channel.fibre_km=0,10", "--plot", picture_of_a_scenario}).exit_code,
        exit_mistake);
    EXPECT_EQ(text_of_file(picture_of_a_scenario), text);
    const CommandResult twice =
        run({"sweep", scenario, "--over", "channel.fibre_km=0,10", "-o", folder.file("c.svg"), "--plot", folder.file("c.svg")});
    EXPECT_EQ(twice.exit_code, exit_mistake);
    EXPECT_EQ(parse_message(twice.err).path, "--plot");
}

std::string whole_file(const TemporaryFolder& folder, const std::vector<std::string>& arguments) {
    std::vector<std::string> command = {"sweep", bb84, "-o", folder.file("whole.csv"), "--force"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const CommandResult result = run(command);
    EXPECT_NE(result.exit_code, exit_mistake) << result.err;
    return text_of_file(folder.file("whole.csv"));
}

TEST(Sweep, OverSeveralKeysTheLastVariesFastest) {
    const CommandResult result = run({"sweep", bb84, "--over", "protocol.name=bb84,three-state", "--over",
                                      "source.leakage=1e-9,[1e-6,0,1e-6,0],1e-3", "--over", "channel.fibre_km=0:100:50"});
    // a list of four does not fit three states: found before the first row
    EXPECT_EQ(result.exit_code, exit_mistake);
    EXPECT_EQ(result.out, "");
    const auto rows = rows_of(run({"sweep", bb84, "--over", "protocol.name=bb84,three-state", "--over",
                                   "source.leakage=1e-9,1e-3", "--over", "channel.fibre_km=0:100:50"})
                                  .out);
    ASSERT_EQ(rows.size(), 12u);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(rows[i].at("protocol.name"), i < 6 ? "bb84" : "three-state");
        EXPECT_EQ(rows[i].at("source.leakage"), i / 3 % 2 == 0 ? "1e-9" : "1e-3");
        EXPECT_EQ(rows[i].at("channel.fibre_km"), std::to_string(50 * (i % 3)));
        const Json alone =
            Json::parse(run({"rate", bb84, "--format", "json", "--set", "protocol.name=" + rows[i].at("protocol.name"), "--set",
                             "source.leakage=" + rows[i].at("source.leakage"), "--set",
                             "channel.fibre_km=" + rows[i].at("channel.fibre_km")})
                            .out);
        EXPECT_EQ(rows[i].at("scenario_hash"), alone.at("scenario_hash"));
        for (const Json& bound : alone.at("bounds")) {
            const std::string proof = bound.at("proof");
            expect_same_number(rows[i].at(proof + ".rate_bits_per_second"), bound.at("rate_bits_per_second"), proof);
        }
    }
}

TEST(Sweep, TheSameCommandComputesOnlyWhatIsMissing) {
    const TemporaryFolder folder;
    const std::vector<std::string> wide = {"--over", "source.leakage=1e-9,1e-6", "--over", "channel.fibre_km=0:100:10"};
    const std::string whole = whole_file(folder, wide);
    const auto resume = [&](const std::string& text) {
        const std::string path = folder.write("a.csv", text);
        CommandResult result = run({"sweep", bb84, "-o", path, wide[0], wide[1], wide[2], wide[3]});
        EXPECT_EQ(result.exit_code, exit_proved) << result.err;
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(text_of_file(path), whole);
        return result.err;
    };
    EXPECT_PRED2(holds, resume(whole), "22 of 22 rows are there, 0 to compute");
    EXPECT_PRED2(holds, resume(whole.substr(0, whole.size() - 1)), "21 of 22 rows are there, 1 to compute");
    EXPECT_EQ(resume(whole.substr(0, 500)), "");
    EXPECT_EQ(resume(""), "");
    // a smaller sweep, of which every row is wanted, in another order and with another first row
    const std::string part = whole_file(folder, {"--over", "source.leakage=1e-6,1e-9", "--over", "channel.fibre_km=20:80:20"});
    EXPECT_PRED2(holds, resume(part), "8 of 22 rows are there, 14 to compute");
}

// Whatever is in the file and not of this sweep stays as it is.
TEST(Sweep, FilesOfAnotherKindAreRefusedAndNotTouched) {
    const TemporaryFolder folder;
    const std::string whole = whole_file(folder, {"--over", "channel.fibre_km=0:100:10"});
    const auto refused = [&](const std::string& text, const std::vector<std::string>& more = {}) {
        const std::string path = folder.write("a.csv", text);
        std::vector<std::string> command = {"sweep", bb84, "-o", path, "--over", "channel.fibre_km=0:100:10"};
        command.insert(command.end(), more.begin(), more.end());
        const CommandResult result = run(command);
        EXPECT_EQ(result.exit_code, exit_mistake);
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(text_of_file(path), text);
        EXPECT_PRED2(holds, result.err, "error: -o");
        EXPECT_PRED2(holds, result.err, "--force");
        command.emplace_back("--force");
        EXPECT_NE(run(command).exit_code, exit_mistake);
        if (more.empty()) {
            EXPECT_EQ(text_of_file(path), whole);
        }
        return result.err;
    };
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string text = whole;
        return text.replace(text.find(from), from.size(), to);
    };
    EXPECT_PRED2(holds, refused("a letter\nto a friend\n"), "holds another table");
    EXPECT_PRED2(holds, refused(with("# keybound ", "# keybound 9")), "its head says \"keybound 9");
    EXPECT_PRED2(holds, refused(whole_file(folder, {"--over", "source.leakage=1e-6"})), "from source.leakage on");
    EXPECT_PRED2(holds, refused(whole_file(folder, {"--over", "channel.fibre_km=5"})), "not part of this sweep");
    EXPECT_PRED2(holds, refused(whole, {"--set", "source.leakage=1e-7"}), "not part of this sweep");
    EXPECT_PRED2(holds, refused(with("\n50,not_applicable,,,,proved,", "\n50,not_applicable,,,,prowed,")), "damaged row");
    const std::string before_rate = "\n50,not_applicable,,,,proved,";
    const std::size_t rate = whole.find(before_rate) + before_rate.size();
    const std::string wrong_rate = std::string(whole).replace(rate, whole.find(',', rate) - rate, "0.5");
    EXPECT_PRED2(holds, refused(wrong_rate), "other digits than this build");
    const std::size_t middle = whole.find("\n50,");
    EXPECT_PRED2(holds, refused(whole.substr(0, middle + 20) + whole.substr(whole.find("\n60,"))), "has a row of");
    EXPECT_PRED2(holds, refused(whole + whole.substr(whole.rfind("\n100,") + 1)), "has a row twice");
}

TEST(Sweep, OptimisesKeysInEachRow) {
    const TemporaryFolder folder;
    const std::vector<std::string> command = {"sweep",      bb84,
                                              "--over",     "channel.fibre_km=50,100,400",
                                              "--optimise", "channel.misalignment_rad=-0.1:0.1",
                                              "-o",         folder.file("a.csv")};
    const CommandResult result = run(command);
    ASSERT_EQ(result.exit_code, exit_proved) << result.err;
    const std::string text = text_of_file(folder.file("a.csv"));
    const auto rows = rows_of(text);
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_PRED2(holds, text, "\n# optimised: channel.misalignment_rad=-0.1:0.1, for the best lower bound\n");
    EXPECT_PRED2(holds, text, "\nchannel.fibre_km,channel.misalignment_rad,base_scenario_hash,loss-tolerant.outcome,");
    for (const auto& row : rows) {
        const std::string best = row.at("channel.misalignment_rad");
        std::vector<std::string> alone = {"rate", bb84,    "--format",
                                          "json", "--set", "channel.fibre_km=" + row.at("channel.fibre_km")};
        const auto base = Json::parse(run(alone).out);
        EXPECT_EQ(row.at("base_scenario_hash"), base.at("scenario_hash"));
        EXPECT_EQ(best.empty(), row.at("channel.fibre_km") == "400") << "nothing to optimise where the rate is 0";
        if (!best.empty()) alone.insert(alone.end(), {"--set", "channel.misalignment_rad=" + best});
        const auto document = Json::parse(run(alone).out);
        EXPECT_EQ(row.at("scenario_hash"), document.at("scenario_hash"));
        const Json& lower = document.at("best").at("lower");
        expect_same_number(row.at(lower.at("proof").get<std::string>() + ".rate_bits_per_pulse"),
                           lower.at("rate_bits_per_pulse"), best);
        EXPECT_GE(lower.at("rate_bits_per_pulse"), base.at("best").at("lower").at("rate_bits_per_pulse"));
    }
    folder.write("a.csv", text.substr(0, text.rfind("\n100,") + 1));
    EXPECT_EQ(run(command).exit_code, exit_proved);
    EXPECT_EQ(text_of_file(folder.file("a.csv")), text);
    const auto refused = [&](std::vector<std::string> changed) {
        const CommandResult other = run(changed);
        EXPECT_EQ(other.exit_code, exit_mistake);
        EXPECT_EQ(text_of_file(folder.file("a.csv")), text);
        return other.err;
    };
    auto changed = command;
    changed[5] = "channel.misalignment_rad=-0.1:0.2";
    EXPECT_PRED2(holds, refused(changed), "holds another table");
    changed[5] = "channel.fibre_km=0:10";
    EXPECT_PRED2(holds, refused(changed), "swept or optimised already");
    changed[5] = "channel.misalignment_rad=-0.1:7";
    EXPECT_PRED2(holds, refused(changed), "is out of range");
    EXPECT_EQ(run({"sweep", bb84, "--over", "channel.fibre_km=1", "--proof", "quantum-coin"}).exit_code, exit_mistake);
}

TEST(Merge, TablesComputedInPartsAreTheWhole) {
    const TemporaryFolder folder;
    const std::string whole = whole_file(folder, {"--over", "channel.fibre_km=0:100:10"});
    run({"sweep", bb84, "--over", "channel.fibre_km=0:50:10", "-o", folder.file("near.csv")});
    run({"sweep", bb84, "--over", "channel.fibre_km=40:100:10", "-o", folder.file("far.csv")});
    const std::vector<std::string> command = {"merge", folder.file("far.csv"), folder.file("near.csv"), "-o",
                                              folder.file("all.csv")};
    EXPECT_EQ(run(command).exit_code, 0);
    EXPECT_EQ(text_of_file(folder.file("all.csv")), whole);
    const CommandResult again = run(command);
    EXPECT_EQ(again.exit_code, exit_mistake);
    EXPECT_PRED2(holds, again.err, "is there already");
    EXPECT_EQ(run({"merge", folder.file("near.csv"), folder.file("far.csv")}).out, whole);
    EXPECT_EQ(
        run({"merge", folder.file("near.csv"), folder.file("far.csv"), "-o", folder.file("far.csv"), "--force"}).exit_code,
        exit_mistake);
    // the merged table can be resumed
    EXPECT_EQ(run({"sweep", bb84, "--over", "channel.fibre_km=0:100:5", "-o", folder.file("all.csv")}).exit_code, exit_proved);
    EXPECT_EQ(text_of_file(folder.file("all.csv")), whole_file(folder, {"--over", "channel.fibre_km=0:100:5"}));
}

TEST(Merge, ConflictsAreMistakes) {
    const TemporaryFolder folder;
    std::string text = whole_file(folder, {"--over", "channel.fibre_km=0:100:50"});
    const auto refused = [&](const std::string& other) {
        const CommandResult result =
            run({"merge", folder.file("whole.csv"), folder.write("b.csv", other), "-o", folder.file("c.csv")});
        EXPECT_EQ(result.exit_code, exit_mistake);
        EXPECT_FALSE(std::filesystem::exists(folder.file("c.csv")));
        return result.err;
    };
    std::string digits = text;
    digits.replace(digits.find("\n50,not_applicable,,,,proved,0.0"), 32, "\n50,not_applicable,,,,proved,0.1");
    EXPECT_PRED2(holds, refused(digits), "has other digits than");
    EXPECT_PRED2(holds, refused("# keybound 0.0.1\n" + text.substr(text.find('\n') + 1)), "has another head");
    EXPECT_PRED2(holds, refused("a,b\n1,2\n"), "is not a table of keybound sweep");
    EXPECT_PRED2(holds, refused(text.substr(0, text.rfind("\n100,") + 20) + "\n"), "has a row of");
    run({"sweep", bb84, "--set", "source.leakage=1e-7", "--over", "channel.fibre_km=50", "-o", folder.file("d.csv")});
    EXPECT_PRED2(holds, refused(text_of_file(folder.file("d.csv"))), "for another scenario");
}

}  // namespace
}  // namespace keybound
