#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "support/command_line.hpp"
#include "support/message.hpp"
#include "support/places.hpp"
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

TEST(Rate, PrintsATable) {
    const CommandResult result = run({"rate", bb84});
    EXPECT_EQ(result.exit_code, exit_proved);
    EXPECT_EQ(result.err, "");
    EXPECT_PRED2(holds, result.out, "bb84 over 100 km, leakage 1e-06");
    EXPECT_PRED2(holds, result.out, "You may use ");
    EXPECT_EQ(run({"rate", bb84, "--format", "text"}).out, result.out);
}

TEST(Rate, PrintsJsonAndNothingElse) {
    const CommandResult result = run({"rate", bb84, "--format", "json"});
    EXPECT_EQ(result.exit_code, exit_proved);
    EXPECT_EQ(result.err, "");
    const Json document = Json::parse(result.out);  // throws if there is anything besides one document
    EXPECT_EQ(document.at("schema"), 1);
    EXPECT_EQ(document.at("scenario").at("channel").at("fibre_km"), 100);
    EXPECT_GT(document.at("best").at("lower").at("rate_bits_per_second").get<double>(), 0.0);
    EXPECT_EQ(result.out.back(), '\n');
}

TEST(Rate, IsDeterministic) {
    EXPECT_EQ(run({"rate", bb84, "--format", "json"}).out, run({"rate", bb84, "--format", "json"}).out);
}

TEST(Rate, OverridesTheFile) {
    const Json document = Json::parse(run({"rate", bb84, "--set", "channel.fibre_km=50", "--set", "protocol.name=three-state",
                                           "--set", "channel.fibre_km=20", "--format", "json"})
                                          .out);
    EXPECT_EQ(document.at("scenario").at("channel").at("fibre_km"), 20) << "the last --set of a key wins";
    EXPECT_EQ(document.at("scenario").at("protocol").at("name"), "three-state");
}

TEST(Rate, OverridesMeanTheSameAsTheFile) {
    const TemporaryFolder folder;
    const std::string file = folder.write("a.toml", "include = \"" + bb84 + "\"\n[channel]\nfibre_km = 42\n");
    EXPECT_EQ(run({"rate", file, "--format", "json"}).out,
              run({"rate", bb84, "--set", "channel.fibre_km=42", "--format", "json"}).out);
}

TEST(Rate, AcceptsOptionsBeforeAndBehindTheFile) {
    const std::string expected = run({"rate", bb84, "--set", "channel.fibre_km=5", "--format", "json"}).out;
    EXPECT_EQ(run({"rate", "--format", "json", "--set", "channel.fibre_km=5", bb84}).out, expected);
    EXPECT_EQ(run({"rate", "--set", "channel.fibre_km=5", bb84, "--format=json"}).out, expected);
    EXPECT_EQ(run({"rate", "--set=channel.fibre_km=5", bb84, "--format=json"}).out, expected);
}

TEST(Rate, ExitsWithOneWhenNothingIsProved) {
    for (const char* format : {"text", "json"}) {
        const CommandResult result = run({"rate", bb84, "--set", "analysis.proofs=[\"loss-tolerant\"]", "--format", format});
        EXPECT_EQ(result.exit_code, exit_nothing_proved);
        EXPECT_EQ(result.err, "");
        EXPECT_PRED2(holds, result.out, "not_applicable");
        EXPECT_PRED2(holds, result.out, "needs source.leakage = 0");
    }
    const Json document =
        Json::parse(run({"rate", bb84, "--set", "analysis.proofs=[\"loss-tolerant\"]", "--format", "json"}).out);
    EXPECT_TRUE(document.at("best").at("lower").is_null());
    EXPECT_TRUE(document.at("best").at("upper").is_null());
    ASSERT_EQ(document.at("bounds").size(), 1u);
    EXPECT_TRUE(document.at("bounds")[0].at("rate_bits_per_pulse").is_null());
}

TEST(Rate, AProofForAnotherProtocolIsNoMistake) {
    const CommandResult result =
        run({"rate", bb84, "--set", "analysis.proofs=[\"loss-tolerant-coin-three-state\"]", "--format", "json"});
    EXPECT_EQ(result.exit_code, exit_nothing_proved);
    EXPECT_EQ(Json::parse(result.out).at("bounds")[0].at("reason"), "is not a proof for the protocol bb84");
}

TEST(Rate, AProvedZeroIsSomething) {
    const CommandResult result = run(
        {"rate", bb84, "--set", "source.leakage=1", "--set", "analysis.proofs=[\"loss-tolerant-coin\"]", "--format", "json"});
    EXPECT_EQ(result.exit_code, exit_proved);
    EXPECT_EQ(Json::parse(result.out).at("best").at("lower").at("rate_bits_per_pulse"), 0.0);
}

TEST(Rate, WritesEvidence) {
    const TemporaryFolder folder;
    const CommandResult result = run({"rate", bb84, "--format", "json", "--evidence", folder.file("evidence.json")});
    EXPECT_EQ(result.exit_code, exit_proved);
    EXPECT_EQ(result.out, run({"rate", bb84, "--format", "json"}).out) << "evidence must not change the result";
    const Json evidence = Json::parse(text_of_file(folder.file("evidence.json")));
    EXPECT_EQ(evidence.at("scenario_hash"), Json::parse(result.out).at("scenario_hash"));
    EXPECT_GE(evidence.at("evidence").size(), 1u);
}

TEST(Rate, EvidenceThatCannotBeWrittenIsAMistake) {
    const TemporaryFolder folder;
    std::vector<std::string> paths = {folder.file("no such folder/evidence.json"), folder.file("")};
    if (std::filesystem::exists("/dev/full")) paths.emplace_back("/dev/full");
    for (const std::string& path : paths) {
        const CommandResult result = run({"rate", bb84, "--format", "json", "--evidence", path});
        const test::Message message = parse_message(result.err);
        EXPECT_EQ(result.exit_code, exit_mistake) << path;
        EXPECT_EQ(result.out, "") << path;
        EXPECT_EQ(message.path, "--evidence");
        EXPECT_EQ(message.value, path);
        EXPECT_EQ(message.problem, "cannot be written");
        EXPECT_NE(message.remedy, "");
    }
}

TEST(Rate, EvidenceDoesNotDestroyTheScenario) {
    const TemporaryFolder folder;
    const std::string text = "protocol.name = \"bb84\"\n";
    const std::string path = folder.write("a.toml", text);
    for (const std::string& same : {path, folder.file("./a.toml")}) {
        const CommandResult result = run({"rate", path, "--evidence", same});
        EXPECT_EQ(result.exit_code, exit_mistake);
        EXPECT_EQ(parse_message(result.err).path, "--evidence");
        EXPECT_EQ(text_of_file(path), text);
    }
}

TEST(Rate, AMistakeWritesNoEvidence) {
    const TemporaryFolder folder;
    EXPECT_EQ(run({"rate", bb84, "--set", "channel.fibre_km=-1", "--evidence", folder.file("e.json")}).exit_code, exit_mistake);
    EXPECT_FALSE(std::filesystem::exists(folder.file("e.json")));
}

TEST(Rate, AFullDiskBehindStandardOutputIsNoticed) {
    std::ostringstream out;
    std::ostringstream err;
    out.setstate(std::ios::badbit);
    EXPECT_EQ(run_command_line({"rate", bb84}, out, err), exit_mistake);
    EXPECT_PRED2(holds, err.str(), "standard output");
}

TEST(Rate, EveryScenarioOfTheHouseRuns) {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(KEYBOUND_SOURCE_DIR "/scenarios")) {
        if (entry.path().extension() != ".toml") continue;
        ++files;
        const CommandResult result = run({"rate", entry.path().string(), "--format", "json"});
        EXPECT_EQ(result.exit_code, exit_proved) << entry.path() << "\n" << result.err;
        EXPECT_EQ(result.err, "") << entry.path();
        EXPECT_EQ(run({"rate", entry.path().string()}).exit_code, exit_proved);
        if (result.exit_code != exit_proved) continue;
        const Json best = Json::parse(result.out).at("best");
        const bool per_second = !best.at("lower").at("rate_bits_per_second").is_null();
        const std::string rate = per_second ? "rate_bits_per_second" : "rate_bits_per_pulse";
        EXPECT_GT(best.at("lower").at(rate).get<double>(), 0.0) << entry.path();
        EXPECT_GE(best.at("upper").at(rate).get<double>(), best.at("lower").at(rate).get<double>());
    }
    EXPECT_GE(files, 2u);
}

}  // namespace
}  // namespace keybound
