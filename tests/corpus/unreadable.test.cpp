// Files that are better made than kept: huge ones, unreadable ones, and long chains of includes.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "support/command_line.hpp"
#include "support/message.hpp"
#include "support/temporary_folder.hpp"

namespace keybound::test {
namespace {

const std::string bb84 = "[protocol]\nname = \"bb84\"\n";

constexpr std::size_t mebibyte = 1 << 20;

Message refused(const std::string& path) {
    const CommandResult result = run({"rate", path});
    EXPECT_EQ(result.exit_code, exit_mistake) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_LT(result.err.size(), 4000u) << "a message as long as the file helps nobody";
    const Message message = parse_message(result.err);
    EXPECT_TRUE(message.is_error) << result.err;
    EXPECT_NE(message.remedy, "") << result.err;
    return message;
}

// `bb84` and a comment that fills the file up to `bytes`, in lines of `line_bytes`.
std::string padded(std::size_t bytes, std::size_t line_bytes) {
    std::string text = bb84;
    while (text.size() < bytes) {
        const std::size_t length = std::min(line_bytes + 1, bytes - text.size());
        text += "#" + std::string(length < 2 ? 0 : length - 2, 'x') + "\n";
        text.resize(std::min(text.size(), bytes));
    }
    return text;
}

TEST(Unreadable, ALineOfAMegabyte) {
    const TemporaryFolder folder;
    const Message message = refused(folder.write("long-line.toml", bb84 + std::string(1000000, 'a') + "\n"));
    EXPECT_NE(message.problem.find("a line is too long"), std::string::npos) << message.problem;
    EXPECT_EQ(message.problem.rfind("aaaa", 0), 0u) << "the line is shown by its beginning: " << message.problem;
    EXPECT_NE(message.problem.find("... (1000000 bytes)"), std::string::npos) << message.problem;
    EXPECT_EQ(message.allowed, "lines of at most 65536 bytes");
    EXPECT_EQ(message.line, 3);
    EXPECT_NE(message.remedy.find("break the line"), std::string::npos);
}

TEST(Unreadable, TheLongestLineThatIsAllowed) {
    const TemporaryFolder folder;
    EXPECT_EQ(run({"rate", folder.write("longest.toml", padded(200000, 65536))}).exit_code, exit_proved);
    const Message message = refused(folder.write("longer.toml", padded(200000, 65537)));
    EXPECT_EQ(message.line, 3);
}

TEST(Unreadable, AFileAboveOneMebibyte) {
    const TemporaryFolder folder;
    const std::string path = folder.write("huge.toml", padded(mebibyte + 1, 1000));
    const Message message = refused(path);
    EXPECT_EQ(message.path, "scenario file");
    EXPECT_EQ(message.value, path);
    EXPECT_EQ(message.problem, "is too large");
    EXPECT_EQ(message.allowed, "files of at most 1048576 bytes");
    EXPECT_EQ(message.line, 0);
}

TEST(Unreadable, AFileOfExactlyOneMebibyte) {
    const TemporaryFolder folder;
    const std::string text = padded(mebibyte, 1000);
    ASSERT_EQ(text.size(), mebibyte);
    EXPECT_EQ(run({"rate", folder.write("large.toml", text)}).exit_code, exit_proved);
}

TEST(Unreadable, AnIncludeAboveOneMebibyte) {
    const TemporaryFolder folder;
    folder.write("huge.toml", padded(mebibyte + 1, 1000));
    const Message message = refused(folder.write("includes.toml", "# comment\ninclude = \"huge.toml\"\n" + bb84));
    EXPECT_EQ(message.path, "include");
    EXPECT_EQ(message.problem, "is too large");
    EXPECT_EQ(message.line, 2);
}

// The message quotes the value; finding it must not take time that grows with the square of a line.
TEST(Unreadable, HalfAMillionLeakages) {
    const TemporaryFolder folder;
    std::string list = "[source]\nleakage = [\n";
    std::size_t count = 0;
    for (int line = 0; line < 15; ++line, list += "\n") {
        for (int i = 0; i < 32000; ++i, ++count) list += "0,";
    }
    const std::string path = folder.write("leakages.toml", bb84 + list + "]\n");
    const auto start = std::chrono::steady_clock::now();
    const Message message = refused(path);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(message.path, "source.leakage");
    EXPECT_EQ(message.problem, fmt::format("has {} numbers", count));
    EXPECT_EQ(message.allowed, "one number, or 4 numbers in the order 0Z 1Z 0X 1X");
    EXPECT_LT(seconds.count(), 5.0);
}

TEST(Unreadable, AHundredThousandTables) {
    const TemporaryFolder folder;
    std::string text = bb84;
    for (int i = 0; i < 70000; ++i) text += fmt::format("[t{}]\n", i);
    const Message message = refused(folder.write("tables.toml", text));
    EXPECT_EQ(message.problem, "is not a known table");
}

TEST(Unreadable, ANameOfManyBytes) {
    const TemporaryFolder folder;
    const Message message = refused(folder.write("name.toml", "[protocol]\n" + std::string(60000, 'n') + " = \"bb84\"\n"));
    EXPECT_NE(message.problem.find("... (60009 bytes) = \"bb84\": is not a known key"), std::string::npos) << message.problem;
    EXPECT_EQ(message.line, 2);
}

TEST(Unreadable, NoSuchFile) {
    const TemporaryFolder folder;
    const Message message = refused(folder.file("nothing.toml"));
    EXPECT_EQ(message.path, "scenario file");
    EXPECT_EQ(message.value, folder.file("nothing.toml"));
    EXPECT_NE(message.problem.find("No such file or directory"), std::string::npos);
}

TEST(Unreadable, AFolderAPipeAndADevice) {
    const TemporaryFolder folder;
    EXPECT_EQ(refused(folder.file("")).problem, "is not a regular file");
    ASSERT_EQ(mkfifo(folder.file("pipe.toml").c_str(), 0600), 0);
    EXPECT_EQ(refused(folder.file("pipe.toml")).problem, "is not a regular file");  // opening it would wait for ever
    EXPECT_EQ(refused("/dev/null").problem, "is not a regular file");
    EXPECT_EQ(refused("/dev/zero").problem, "is not a regular file");
}

TEST(Unreadable, AnEmptyPath) {
    const Message message = refused("");
    EXPECT_EQ(message.path, "scenario file");
}

TEST(Unreadable, AFileWithoutPermission) {
    if (geteuid() == 0) GTEST_SKIP() << "nothing is forbidden to root";
    const TemporaryFolder folder;
    const std::string path = folder.write("secret.toml", bb84);
    std::filesystem::permissions(path, std::filesystem::perms::none);
    const Message message = refused(path);
    EXPECT_EQ(message.problem, "cannot be opened");
    EXPECT_NE(message.remedy.find("permissions"), std::string::npos);
}

TEST(Unreadable, ALinkToItself) {
    const TemporaryFolder folder;
    std::filesystem::create_symlink(folder.file("loop.toml"), folder.file("loop.toml"));
    EXPECT_EQ(refused(folder.file("loop.toml")).path, "scenario file");
}

// A loop hidden behind a link: the file is the same under another name.
TEST(Unreadable, AnIncludeLoopThroughALink) {
    const TemporaryFolder folder;
    const std::string path = folder.write("a.toml", "include = \"b.toml\"\n" + bb84);
    std::filesystem::create_symlink(path, folder.file("b.toml"));
    EXPECT_EQ(refused(path).problem, "include loop");
}

// chain.0 includes chain.1 ... includes chain.<levels>
std::string chain(const TemporaryFolder& folder, int levels) {
    for (int i = 0; i < levels; ++i) {
        folder.write(fmt::format("chain.{}", i), fmt::format("\ninclude = \"chain.{}\"\n", i + 1));
    }
    folder.write(fmt::format("chain.{}", levels), bb84);
    return folder.file("chain.0");
}

TEST(Unreadable, SixteenLevelsOfInclude) {
    const TemporaryFolder folder;
    EXPECT_EQ(run({"rate", chain(folder, 16)}).exit_code, exit_proved);
}

TEST(Unreadable, SeventeenLevelsOfInclude) {
    const TemporaryFolder folder;
    const Message message = refused(chain(folder, 17));
    EXPECT_EQ(message.path, "include");
    EXPECT_EQ(message.problem, "includes are nested too deeply");
    EXPECT_EQ(message.allowed, "at most 16 levels of include");
    EXPECT_EQ(std::filesystem::path(message.file).filename(), "chain.16");
    EXPECT_EQ(message.line, 2);
}

// Reading the same file again and again must not make the message forget where the mistake is.
TEST(Unreadable, AMistakeAtTheEndOfAChain) {
    const TemporaryFolder folder;
    const std::string path = chain(folder, 5);
    folder.write("chain.5", bb84 + "[detector]\n\nefficiency = 2\n");
    const Message message = refused(path);
    EXPECT_EQ(message.path, "detector.efficiency");
    EXPECT_EQ(std::filesystem::path(message.file).filename(), "chain.5");
    EXPECT_EQ(message.line, 5);
}

}  // namespace
}  // namespace keybound::test
