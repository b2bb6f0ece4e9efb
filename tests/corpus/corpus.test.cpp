// Every file of reject/ must be refused with a message that helps, and every file of accept/ must mean what it says.
//
// A file states its expectations in its leading comments (or in FILE.expect, where comments cannot stand in the file):
//     # expect problem: is out of range          part of the problem
//     # expect path: channel.fibre_km            exactly
//     # expect value: -3                         exactly; "...end" compares the end
//     # expect allowed: [0, 10000]               part of the allowed range
//     # expect file: include/x.toml              end of the file named; without it, the file itself
//     # expect line: 7                           exactly; "none": the message names no line
//     # expect remedy: fibre_km = 100            part of the remedy
// and in accept/
//     # expect exit: 1                           0 if not given
//     # expect channel.fibre_km: 25              value in the resolved scenario, as JSON, or "omitted"
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "support/command_line.hpp"
#include "support/message.hpp"
#include "support/places.hpp"
#include "support/temporary_folder.hpp"

namespace keybound::test {
namespace {

namespace fs = std::filesystem;

const std::string corpus = KEYBOUND_SOURCE_DIR "/tests/corpus/";

std::vector<std::string> files_of(const std::string& folder) {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(corpus + folder)) {
        if (entry.path().extension() == ".toml") names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::map<std::string, std::string> expectations_of(const std::string& path) {
    const std::string sidecar = path + ".expect";
    std::string text = text_of_file(fs::exists(sidecar) ? sidecar : path);
    if (text.rfind("\xef\xbb\xbf", 0) == 0) text.erase(0, 3);
    std::map<std::string, std::string> expected;
    std::istringstream stream(text);
    const std::string mark = "# expect ";
    for (std::string row; std::getline(stream, row) && row.rfind("#", 0) == 0;) {
        if (row.back() == '\r') row.pop_back();
        if (row.rfind(mark, 0) != 0) continue;
        const std::size_t colon = row.find(": ");
        if (colon == std::string::npos) throw std::runtime_error(path + ": not understood: " + row);
        const bool first = expected.emplace(row.substr(mark.size(), colon - mark.size()), row.substr(colon + 2)).second;
        if (!first) throw std::runtime_error(path + ": expected twice: " + row);
    }
    return expected;
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
    std::string name = fs::path(info.param).stem().string();
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

class Reject : public testing::TestWithParam<std::string> {};
class Accept : public testing::TestWithParam<std::string> {};

TEST_P(Reject, IsRefusedWithAMessageThatHelps) {
    const std::string path = corpus + "reject/" + GetParam();
    const auto expected = expectations_of(path);
    const std::set<std::string> known = {"problem", "path", "value", "allowed", "file", "line", "remedy"};
    for (const auto& [key, value] : expected) EXPECT_EQ(known.count(key), 1u) << "unknown expectation: " << key;
    // Without these three a file would test next to nothing.
    ASSERT_EQ(expected.count("problem"), 1u);
    ASSERT_EQ(expected.count("remedy"), 1u);
    ASSERT_EQ(expected.count("line"), 1u);

    const CommandResult result = run({"rate", path});
    const Message message = parse_message(result.err);
    EXPECT_EQ(result.exit_code, exit_mistake);
    EXPECT_EQ(result.out, "");
    EXPECT_TRUE(message.is_error) << result.err;
    EXPECT_PRED2(holds, message.problem, expected.at("problem")) << result.err;
    EXPECT_PRED2(holds, message.remedy, expected.at("remedy")) << result.err;
    EXPECT_EQ(message.line, expected.at("line") == "none" ? 0 : std::stoi(expected.at("line"))) << result.err;
    const std::string file = expected.count("file") == 1 ? expected.at("file") : "reject/" + GetParam();
    EXPECT_PRED2(ends_with, message.file, file) << result.err;
    if (expected.count("path") == 1) {
        EXPECT_EQ(message.path, expected.at("path")) << result.err;
    }
    if (expected.count("allowed") == 1) {
        EXPECT_PRED2(holds, message.allowed, expected.at("allowed")) << result.err;
    }
    if (expected.count("value") == 1) {
        const std::string& value = expected.at("value");
        const bool only_the_end = value.rfind("...", 0) == 0;
        EXPECT_PRED2(ends_with, message.value, only_the_end ? value.substr(3) : value) << result.err;
        EXPECT_TRUE(only_the_end || message.value.size() == value.size()) << result.err;
    }
}

TEST_P(Reject, SaysNothingThatCouldConfuseATerminal) {
    const CommandResult result = run({"rate", corpus + "reject/" + GetParam()});
    for (const char c : result.err) {
        const auto byte = static_cast<unsigned char>(c);
        EXPECT_TRUE(byte == '\n' || (byte >= 0x20 && byte != 0x7f)) << "byte " << int{byte} << " in: " << result.err;
    }
    EXPECT_LT(result.err.size(), 4000u);
}

TEST_P(Reject, IsRefusedByJsonAndSweepAlike) {
    const std::string path = corpus + "reject/" + GetParam();
    const CommandResult json = run({"rate", path, "--format", "json"});
    EXPECT_EQ(json.exit_code, exit_mistake);
    EXPECT_EQ(json.out, "");
    // A key that most files leave alone and that is valid, so that the mistake in the file must be found.
    const CommandResult sweep = run({"sweep", path, "--over", "channel.attenuation_db_per_km=0.1,0.2"});
    EXPECT_EQ(sweep.exit_code, exit_mistake);
    EXPECT_EQ(sweep.out, "");
}

TEST_P(Accept, MeansWhatItSays) {
    const std::string path = corpus + "accept/" + GetParam();
    auto expected = expectations_of(path);
    ASSERT_GE(expected.size(), 1u) << "a file without expectations tests nothing";
    const int exit_code = expected.count("exit") == 1 ? std::stoi(expected.at("exit")) : int{exit_proved};
    expected.erase("exit");

    const CommandResult result = run({"rate", path, "--format", "json"});
    ASSERT_EQ(result.exit_code, exit_code) << result.err;
    EXPECT_EQ(result.err, "");
    const nlohmann::json scenario = nlohmann::json::parse(result.out).at("scenario");
    for (const auto& [key, value] : expected) {
        const std::size_t dot = key.find('.');
        ASSERT_NE(dot, std::string::npos) << "unknown expectation: " << key;
        const std::string table = key.substr(0, dot);
        const std::string name = key.substr(dot + 1);
        const bool present = scenario.contains(table) && scenario.at(table).contains(name);
        EXPECT_EQ(present, value != "omitted") << key << " in " << scenario;
        if (!present || value == "omitted") continue;
        EXPECT_EQ(scenario.at(table).at(name), nlohmann::json::parse(value)) << key;
    }
}

INSTANTIATE_TEST_SUITE_P(Corpus, Reject, testing::ValuesIn(files_of("reject")), test_name);
INSTANTIATE_TEST_SUITE_P(Corpus, Accept, testing::ValuesIn(files_of("accept")), test_name);

// An empty or forgotten folder must not pass; lower these numbers only together with a file that is rightly deleted.
TEST(Corpus, HasItsFiles) {
    EXPECT_GE(files_of("reject").size(), 150u);
    EXPECT_GE(files_of("accept").size(), 40u);
}

// Two files that expect the same of the same text would be one test counted twice.
TEST(Corpus, HasNoFileTwice) {
    for (const std::string folder : {"reject", "accept"}) {
        std::map<std::string, std::string> seen;
        for (const std::string& name : files_of(folder)) {
            const auto [found, fresh] = seen.emplace(text_of_file(corpus + folder + "/" + name), name);
            EXPECT_TRUE(fresh) << name << " and " << found->second;
        }
    }
}

}  // namespace
}  // namespace keybound::test
