// Help, version, lists and explanations: what a user reads before he writes a scenario; and what he gets for a wrong command.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "keybound/core/version.hpp"
#include "keybound/device/leakage/catalog.hpp"
#include "keybound/proof/catalog.hpp"
#include "keybound/protocol/catalog.hpp"
#include "keybound/scenario/parameters.hpp"
#include "support/command_line.hpp"
#include "support/message.hpp"
#include "support/places.hpp"
#include "support/temporary_folder.hpp"

namespace keybound {
namespace {

using test::CommandResult;
using test::holds;
using test::parse_message;
using test::run;

const std::string& bb84 = test::leaky_bb84;

const std::vector<std::string> kinds = {"protocols", "proofs", "leakage", "parameters"};

std::vector<std::string> subcommands() {
    // From the help itself, so that a new subcommand is covered.
    std::vector<std::string> names;
    std::istringstream help(run({"--help"}).out);
    bool listing = false;
    for (std::string line; std::getline(help, line);) {
        if (line.rfind("Subcommands:", 0) == 0)
            listing = true;
        else if (listing && line.rfind("  ", 0) == 0 && line[2] != ' ')
            names.push_back(line.substr(2, line.find(' ', 2) - 2));
        else if (listing && !line.empty() && line[0] != ' ')
            break;
    }
    return names;
}

TEST(Help, ListsTheSubcommands) {
    const auto names = subcommands();
    for (const char* name : {"rate", "sweep", "merge", "budget", "list", "explain"}) {
        EXPECT_EQ(std::count(names.begin(), names.end(), name), 1) << name;
    }
}

TEST(Help, HasExamplesAndExitCodes) {
    const CommandResult result = run({"--help"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.err, "");
    EXPECT_PRED2(holds, result.out, "Examples:");
    EXPECT_PRED2(holds, result.out, "Exit codes: 0");
    EXPECT_EQ(run({"-h"}).out, result.out);
}

TEST(Help, OfEverySubcommandHasExamples) {
    for (const std::string& name : subcommands()) {
        const CommandResult result = run({name, "--help"});
        EXPECT_EQ(result.exit_code, 0) << name;
        EXPECT_EQ(result.err, "") << name;
        EXPECT_PRED2(holds, result.out, "Examples:\n  keybound " + name + " ") << name;
    }
}

// What the help tells a user to type must work. Words that the shell would split or unquote do not occur in them.
TEST(Help, ExamplesWork) {
    const test::TemporaryFolder folder;
    const std::filesystem::path before = std::filesystem::current_path();
    std::size_t tried = 0;
    std::vector<std::string> pages = subcommands();
    pages.emplace_back("");
    // the tables that examples read
    run({"sweep", bb84, "--over", "channel.fibre_km=0:100:50", "-o", folder.file("near.csv")});
    run({"sweep", bb84, "--over", "channel.fibre_km=100:200:50", "-o", folder.file("far.csv")});
    for (const std::string& name : pages) {
        std::istringstream help(
            run(name.empty() ? std::vector<std::string>{"--help"} : std::vector<std::string>{name, "--help"}).out);
        for (std::string line; std::getline(help, line);) {
            if (line.rfind("  keybound ", 0) != 0) continue;
            std::istringstream words(line.substr(11));
            std::vector<std::string> arguments;
            for (std::string word; words >> word;) {
                if (word.rfind("scenarios/", 0) == 0) word = KEYBOUND_SOURCE_DIR "/" + word;
                const bool written = !arguments.empty() && (arguments.back() == "-o" || arguments.back() == "--plot" ||
                                                            arguments.back() == "--evidence" || arguments.back() == "--html");
                const bool read = std::filesystem::exists(folder.file(word));
                arguments.push_back(written || read ? folder.file(word) : word);
            }
            const CommandResult result = run(arguments);
            if (holds(result.err, "gnuplot is not installed")) continue;
            EXPECT_EQ(result.exit_code, 0) << line << "\n" << result.err;
            ++tried;
        }
    }
    EXPECT_GE(tried, 8u);
    EXPECT_EQ(std::filesystem::current_path(), before);
}

TEST(Version, IsPrinted) {
    const CommandResult result = run({"--version"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, std::string("keybound ") + version + "\n");
    EXPECT_EQ(result.err, "");
}

TEST(WrongCommands, ExitWithTwoAndPrintNoResult) {
    const std::vector<std::vector<std::string>> commands = {
        {},
        {""},
        {"rat"},
        {"--no-such-option"},
        {"rate"},
        {"rate", "--set"},
        {"rate", bb84, "--no-such-option"},
        {"rate", bb84, "another.toml"},
        {"rate", bb84, "--format", "xml"},
        {"rate", bb84, "--format"},
        {"rate", bb84, "--evidence"},
        {"rate", bb84, "--over", "channel.fibre_km=1,2"},
        {"sweep", bb84},
        {"sweep", bb84, "--over"},
        {"sweep", "--over", "channel.fibre_km=1,2"},
        {"sweep", bb84, "--over", "channel.fibre_km=1,2", "--over", "channel.fibre_km=3"},
        {"sweep", bb84, "--over", "channel.fibre_km=1,2", "--threads", "0"},
        {"merge"},
        {"merge", "-o", "out.csv"},
        {"sweep", bb84, "--over", "channel.fibre_km=1,2", "--format", "json"},
        {"list"},
        {"list", "everything"},
        {"list", "proofs", "--format", "xml"},
        {"list", "proofs", "--format", "markdown"},
        {"explain"},
        {"explain", "one", "two"},
        {"rate", bb84, "list", "proofs"},
    };
    for (const auto& command : commands) {
        const CommandResult result = run(command);
        std::string words;
        for (const std::string& word : command) words += word + " ";
        EXPECT_EQ(result.exit_code, exit_mistake) << words;
        EXPECT_EQ(result.out, "") << words;
        EXPECT_EQ(result.err.rfind("error: ", 0), 0u) << words << result.err;
        EXPECT_PRED2(holds, result.err, "\n  remedy:  ") << words;
    }
}

TEST(List, NamesEveryRowInText) {
    const auto expect_names = [](const std::string& kind, const auto& rows, auto name_of) {
        const CommandResult result = run({"list", kind});
        EXPECT_EQ(result.exit_code, 0);
        EXPECT_EQ(result.err, "");
        for (const auto& row : rows) {
            const bool named = result.out.rfind(name_of(row) + " ", 0) == 0 || holds(result.out, "\n" + name_of(row) + " ");
            EXPECT_TRUE(named) << name_of(row);
        }
    };
    expect_names("proofs", proofs(), [](const Proof& row) { return row.name; });
    expect_names("protocols", protocols(), [](const Protocol& row) { return row.name; });
    expect_names("leakage", leakage_models(), [](const LeakageModel& row) { return row.name; });
    expect_names("parameters", documented_parameters(), [](const Parameter& row) { return row.path(); });
}

TEST(List, IsTheSameInJson) {
    const std::vector<std::size_t> sizes = {protocols().size(), proofs().size(), leakage_models().size(),
                                            documented_parameters().size()};
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        const CommandResult result = run({"list", kinds[i], "--format", "json"});
        EXPECT_EQ(result.exit_code, 0);
        const auto rows = nlohmann::json::parse(result.out);
        EXPECT_EQ(rows.size(), sizes[i]) << kinds[i];
        std::set<std::string> names;
        for (const auto& row : rows) {
            EXPECT_TRUE(names.insert(row.at("name")).second) << row;
            EXPECT_FALSE(row.at("summary").get<std::string>().empty()) << row;
        }
    }
}

TEST(List, ParametersInJsonAreTheRows) {
    const auto rows = nlohmann::json::parse(run({"list", "parameters", "--format", "json"}).out);
    const std::vector<Parameter> documented = documented_parameters();
    for (std::size_t i = 0; i < documented.size(); ++i) {
        const Parameter& row = documented[i];
        EXPECT_EQ(rows[i].at("name"), row.path());
        EXPECT_EQ(rows[i].at("unit"), row.unit);
        EXPECT_EQ(rows[i].at("kind"), kind_of(row));
        EXPECT_EQ(rows[i].at("default"), default_of(row));
        EXPECT_EQ(rows[i].at("example"), row.example);
        if (is_numeric(row))
            EXPECT_EQ(rows[i].at("range"), row.range.to_string());
        else
            EXPECT_TRUE(rows[i].at("range").is_null()) << row.path();
    }
}

TEST(List, EveryProofHasItsTheoryPage) {
    for (const auto& row : nlohmann::json::parse(run({"list", "proofs", "--format", "json"}).out)) {
        const std::string page = row.at("theory");
        EXPECT_TRUE(std::filesystem::exists(std::string(KEYBOUND_SOURCE_DIR "/") + page)) << page;
    }
}

// docs/formats/scenario.md is generated; if this fails, run
//     keybound list parameters --format markdown > docs/formats/scenario.md
TEST(List, MarkdownIsTheCommittedPage) {
    const CommandResult result = run({"list", "parameters", "--format", "markdown"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out, test::text_of_file(KEYBOUND_SOURCE_DIR "/docs/formats/scenario.md"));
    for (const Parameter& row : documented_parameters()) EXPECT_PRED2(holds, result.out, "| `" + row.path() + "` |");
    for (const Protocol& row : protocols()) EXPECT_PRED2(holds, result.out, "- `" + row.name + "`: ");
}

TEST(Explain, KnowsEveryName) {
    std::vector<std::pair<std::string, std::string>> names;  // and a part of what must be said
    for (const Proof& row : proofs()) names.emplace_back(row.name, row.theory_page);
    for (const Protocol& row : protocols()) names.emplace_back(row.name, "(protocol)");
    for (const LeakageModel& row : leakage_models()) names.emplace_back(row.name, "(leakage model)");
    for (const Parameter& row : documented_parameters()) names.emplace_back(row.path(), row.key + " = ");
    std::set<std::string> distinct;
    for (const auto& [name, part] : names) {
        EXPECT_TRUE(distinct.insert(name).second) << name << " means two things";
        const CommandResult result = run({"explain", name});
        EXPECT_EQ(result.exit_code, 0) << name;
        EXPECT_EQ(result.err, "") << name;
        EXPECT_EQ(result.out.rfind(name + " (", 0), 0u) << result.out;
        EXPECT_PRED2(holds, result.out, part);
    }
}

TEST(Explain, SuggestsWhatWasMeant) {
    for (const auto& [wrong, right] : {std::pair{"loss-tolerant-con", "loss-tolerant-coin"},
                                       {"bb-84", "bb84"},
                                       {"source.leakege", "source.leakage"},
                                       {"repeterless", "repeaterless"}}) {
        const CommandResult result = run({"explain", wrong});
        const test::Message message = parse_message(result.err);
        EXPECT_EQ(result.exit_code, exit_mistake);
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(message.path, "NAME");
        EXPECT_EQ(message.value, wrong);
        EXPECT_EQ(message.problem, "is not known");
        EXPECT_EQ(message.remedy, std::string("did you mean ") + right + "?");
        EXPECT_PRED2(holds, message.allowed, right);
    }
    EXPECT_PRED2(holds, run({"explain", "weather in the valley"}).err, "keybound list proofs");
}

}  // namespace
}  // namespace keybound
