// Words of a command line come to their places, or are refused with a message that is the same in all commands.
#include "keybound/cli/options.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "support/command_line.hpp"

namespace keybound {
namespace {

using test::holds;

// A program with one command that has an option of every kind.
struct Example {
    std::string file, text = "plain", key, target;
    std::vector<std::string> files, several;
    int count = 7;
    double share = 0.25;
    bool force = false;
    int runs = 0;

    // Empty, or what is wrong with the words; `shown` is what was printed.
    std::string read(const std::vector<std::string>& words, bool with_files = false) {
        Program program("example", "An example.", "example 1.2", "The end of all help.");
        const Command command = program.command("do", "does it");
        with_files ? command.argument("FILES", files, "what to read") : command.argument("FILE", file, "what to read");
        command.option("--format", text, "how").one_of({"plain", "rich"});
        command.option("-n,--count", count, "how many").within(1, 10);
        command.option("--share", share, "how much").within(0.125, 0.5);
        command.option("--several", several, "again and again");
        command.flag("--force", force, "all the same");
        const Option for_key = command.option("--for", key, "of what");
        command.option("--target", target, "up to where").needs(for_key);
        command.footer("The end of this help.");
        command.runs([this] {
            if (file == "refused") throw WrongCommand("refused by the command");
            ++runs;
        });
        std::ostringstream out;
        try {
            ran = program.run(words, out);
            shown = out.str();
            return "";
        } catch (const WrongCommand& error) {
            EXPECT_EQ(out.str(), "");
            return error.what();
        }
    }

    bool ran = false;
    std::string shown;
};

std::string refusal(const std::vector<std::string>& words) {
    Example example;
    const std::string reason = example.read(words);
    EXPECT_EQ(example.runs, 0);
    return reason;
}

TEST(Options, WithoutWordsKeepTheirDefaults) {
    Example example;
    EXPECT_EQ(example.read({"do", "a.toml"}), "");
    EXPECT_TRUE(example.ran);
    EXPECT_EQ(example.runs, 1);
    EXPECT_EQ(example.file, "a.toml");
    EXPECT_EQ(example.text, "plain");
    EXPECT_EQ(example.count, 7);
    EXPECT_EQ(example.share, 0.25);
    EXPECT_TRUE(example.several.empty());
    EXPECT_FALSE(example.force);
    EXPECT_EQ(example.shown, "");
}

TEST(Options, TakeTheirWordsInAnyOrder) {
    Example example;
    EXPECT_EQ(example.read({"do", "--several", "x=1", "--share", "0.5", "--force", "a.toml", "--several", "y=2,3",
                            "--format=rich", "-n", "10", "--target", "any", "--for", "z"}),
              "");
    EXPECT_EQ(example.file, "a.toml");
    EXPECT_EQ(example.text, "rich");
    EXPECT_EQ(example.count, 10);
    EXPECT_EQ(example.share, 0.5);
    EXPECT_EQ(example.several, (std::vector<std::string>{"x=1", "y=2,3"}));
    EXPECT_TRUE(example.force);
    EXPECT_EQ(example.key, "z");
    EXPECT_EQ(example.target, "any");
}

TEST(Options, OfAListTakeOneWordEachTime) {
    Example example;
    EXPECT_EQ(example.read({"do", "--several", "x=1", "a.toml"}), "");
    EXPECT_EQ(example.several, std::vector<std::string>{"x=1"});
    EXPECT_EQ(example.file, "a.toml");
}

TEST(Options, AnArgumentMayBeManyWords) {
    Example example;
    EXPECT_EQ(example.read({"do", "a.csv", "--force", "b.csv", "c.csv"}, true), "");
    EXPECT_EQ(example.files, (std::vector<std::string>{"a.csv", "b.csv", "c.csv"}));
}

TEST(Options, RefuseWhatTheyDoNotTake) {
    EXPECT_EQ(refusal({}), "A subcommand is required");
    EXPECT_EQ(refusal({"do"}), "FILE is required");
    EXPECT_EQ(refusal({"do", "a", "b"}), "The following argument was not expected: b");
    EXPECT_EQ(refusal({"do", "a", "--nothing"}), "The following argument was not expected: --nothing");
    EXPECT_EQ(refusal({"do", "a", "--format", "poor"}), "--format: poor not in {plain,rich}");
    EXPECT_EQ(refusal({"do", "a", "--several"}), "--several: 1 required TEXT missing");
    EXPECT_EQ(refusal({"do", "a", "--target", "any"}), "--target requires --for");
    for (const char* count : {"0", "11", "3.5", "many", ""}) {
        const std::string reason = refusal({"do", "a", "--count", count});
        EXPECT_EQ(reason, std::string("--count: Value ") + count + " not in range 1 to 10");
    }
    for (const char* share : {"0.12", "0.51", "-inf", "much"}) {
        const std::string reason = refusal({"do", "a", "--share", share});
        EXPECT_EQ(reason, std::string("--share: Value ") + share + " not in range 0.125000 to 0.500000");
    }
}

TEST(Options, ACommandMayRefuseItsWordsItself) { EXPECT_EQ(refusal({"do", "refused"}), "refused by the command"); }

TEST(Options, HelpAndVersionRunNothing) {
    Example example;
    EXPECT_EQ(example.read({"do", "--help"}), "");
    EXPECT_FALSE(example.ran);
    for (const char* part :
         {"FILE TEXT REQUIRED", "-n,--count INT:INT in [1 - 10]", "--format TEXT:{plain,rich}",
          "--share FLOAT:FLOAT in [0.125 - 0.5]", "Needs: --for", "again and again", "The end of this help."}) {
        EXPECT_PRED2(holds, example.shown, part);
    }
    EXPECT_EQ(example.read({"--help"}), "");
    for (const char* part : {"An example.", "does it", "The end of all help."}) EXPECT_PRED2(holds, example.shown, part);
    EXPECT_EQ(example.read({"--version"}), "");
    EXPECT_EQ(example.shown, "example 1.2\n");
    EXPECT_FALSE(example.ran);
    EXPECT_EQ(example.runs, 0);
}

}  // namespace
}  // namespace keybound
