#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "support/command_line.hpp"
#include "support/message.hpp"
#include "support/temporary_folder.hpp"

namespace keybound {
namespace {

using test::CommandResult;
using test::holds;
using test::parse_message;
using test::run;
using test::TemporaryFolder;
using test::text_of_file;

const std::string& bb84 = test::leaky_bb84;

std::string swept(const TemporaryFolder& folder, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"sweep", bb84, "--over", "channel.fibre_km=0:200:50", "-o", folder.file("a.csv")};
    words.insert(words.end(), more.begin(), more.end());
    EXPECT_EQ(run(words).exit_code, exit_proved);
    return folder.file("a.csv");
}

TEST(Plot, WritesAPageWithoutGnuplot) {
    const TemporaryFolder folder;
    const CommandResult result = run({"plot", swept(folder), "--html", folder.file("a.html")});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.out, folder.file("a.html") + "\n");
    EXPECT_TRUE(holds(text_of_file(folder.file("a.html")), "loss-tolerant-coin-optimal"));
}

TEST(Plot, DrawsWhatSweepDraws) {
    if (std::system("command -v gnuplot > /dev/null 2>&1") != 0) GTEST_SKIP() << "gnuplot is not installed";
    const TemporaryFolder folder;
    const std::string table = swept(folder, {"--plot", folder.file("sweep.svg")});
    EXPECT_EQ(run({"plot", table, "-o", folder.file("plot.svg"), "--title", "Secret key of bb84, leakage 1e-06"}).exit_code, 0);
    EXPECT_EQ(text_of_file(folder.file("plot.svg")), text_of_file(folder.file("sweep.svg")));
    EXPECT_EQ(run({"plot", table}).out, folder.file("a.svg") + "\n");
}

TEST(Plot, DrawsSeveralKeys) {
    const TemporaryFolder folder;
    const std::string table = swept(folder, {"--over", "source.leakage=1e-6,1e-3"});
    const auto page = [&](const std::vector<std::string>& more) {
        std::vector<std::string> words = {"plot", table, "--html", folder.file("a.html")};
        words.insert(words.end(), more.begin(), more.end());
        EXPECT_EQ(run(words).exit_code, 0);
        return text_of_file(folder.file("a.html"));
    };
    EXPECT_TRUE(holds(page({}), "\"title\":\"leakage = 1e-3\""));
    EXPECT_TRUE(holds(page({"--proof", "loss-tolerant-coin"}), "\"label\":\"leakage = 1e-3\""));
    EXPECT_FALSE(holds(page({"--where", "source.leakage=1e-6"}), "leakage = 1e-3"));
    EXPECT_TRUE(holds(page({"--quantity", "phase_error_rate"}), "phase error rate"));
}

// Table contents and file names are untrusted.
TEST(Plot, NothingInATableBecomesMarkup) {
    const TemporaryFolder folder;
    const std::string evil = "</script><script>alert(1)</script>";
    const std::string table =
        folder.write("<b>.csv", "a.b," + evil + ".outcome," + evil + ".rate_bits_per_second\n1,proved,2\n2,proved,3\n");
    const CommandResult result = run({"plot", table, "--html", folder.file("a.html")});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_FALSE(holds(text_of_file(folder.file("a.html")), "alert(1)</script>"));
    EXPECT_FALSE(holds(text_of_file(folder.file("a.html")), "<b>"));
}

TEST(Plot, MistakesAreNamed) {
    const TemporaryFolder folder;
    const std::string table = swept(folder);
    const auto refused = [](const std::vector<std::string>& words) {
        const CommandResult result = run(words);
        EXPECT_EQ(result.exit_code, exit_mistake);
        EXPECT_EQ(result.out, "");
        EXPECT_NE(parse_message(result.err).remedy, "");
        return parse_message(result.err);
    };
    EXPECT_EQ(refused({"plot", table, "-o", folder.file("a.jpg")}).path, "-o");
    EXPECT_EQ(refused({"plot", table, "--html", table}).path, "--html");
    EXPECT_EQ(refused({"plot", table, "--html", folder.file("no such folder/a.html")}).problem, "cannot be written");
    EXPECT_EQ(refused({"plot", folder.file("none.csv"), "--html", folder.file("a.html")}).path, "table");
    EXPECT_EQ(refused({"plot", table, "--quantity", "gain", "--html", folder.file("a.html")}).path, "--quantity");
    EXPECT_TRUE(holds(text_of_file(table), "scenario_hash"));
}

}  // namespace
}  // namespace keybound
