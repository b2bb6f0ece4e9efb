#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "support/command_line.hpp"
#include "support/message.hpp"
#include "support/places.hpp"
#include "support/temporary_folder.hpp"

namespace keybound {
namespace {

using Json = nlohmann::ordered_json;
using test::CommandResult;
using test::parse_message;
using test::run;
using test::TemporaryFolder;
using test::text_of_file;

const std::string scenarios = KEYBOUND_SOURCE_DIR "/scenarios/";

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Changes the working directory while it lives.
class Elsewhere {
 public:
    explicit Elsewhere(const std::string& folder) : before_(std::filesystem::current_path()) {
        std::filesystem::current_path(folder);
    }
    ~Elsewhere() { std::filesystem::current_path(before_); }
    Elsewhere(const Elsewhere&) = delete;
    Elsewhere& operator=(const Elsewhere&) = delete;

 private:
    std::filesystem::path before_;
};

TEST(CheckCommand, VerifiesWhatRateWrote) {
    const TemporaryFolder folder;
    const std::string file = folder.file("evidence.json");
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {scenarios + "leaky-bb84.toml"},
             {scenarios + "leaky-three-state.toml"},
             {scenarios + "leaky-modes.toml"},
             {scenarios + "leaky-bb84.toml", "--set", "source.leakage=0"},
             {scenarios + "leaky-bb84.toml", "--set", "source.leakage=[1e-7, 3e-7, 0, 2e-8]"}}) {
        std::vector<std::string> command = {"rate", "--evidence", file};
        command.insert(command.end(), arguments.begin(), arguments.end());
        ASSERT_EQ(run(command).exit_code, exit_proved);
        const CommandResult text = run({"check", file});
        EXPECT_EQ(text.exit_code, exit_proved) << text.out;
        EXPECT_EQ(text.err, "");
        EXPECT_PRED2(holds, text.out, "Every bound follows from its evidence");
        EXPECT_FALSE(holds(text.out, "REJECTED")) << text.out;
        const CommandResult json = run({"check", file, "--format", "json"});
        EXPECT_EQ(json.exit_code, exit_proved);
        const Json document = Json::parse(json.out);
        EXPECT_EQ(document.at("verified"), true);
        EXPECT_TRUE(document.at("objections").empty());
        EXPECT_EQ(document.at("bounds").size(), Json::parse(text_of_file(file)).at("evidence").size());
        for (const Json& bound : document.at("bounds")) {
            EXPECT_EQ(bound.at("verified"), true);
            EXPECT_EQ(bound.at("claimed_rate_bits_per_pulse"), bound.at("proved_rate_bits_per_pulse"));
        }
    }
}

TEST(CheckCommand, NeedsNoStatesFileAndNoWorkingDirectory) {
    const TemporaryFolder folder, other;
    folder.write("kets.csv", text_of_file(scenarios + "modes.csv"));
    const std::string scenario =
        folder.write("a.toml", "[protocol]\nname = \"bb84\"\n[source]\nstates_file = \"kets.csv\"\nleakage = 1e-7\n");
    const std::string file = folder.file("evidence.json");
    ASSERT_EQ(run({"rate", scenario, "--evidence", file}).exit_code, exit_proved);
    const std::string before = run({"check", file}).out;
    std::filesystem::remove(folder.file("kets.csv"));
    EXPECT_EQ(run({"check", file}).out, before);
    {
        const Elsewhere elsewhere(other.file(""));
        other.write("kets.csv", "1,0,0,0\n");
        const CommandResult result = run({"check", file});
        EXPECT_EQ(result.exit_code, exit_proved) << result.out << result.err;
        EXPECT_EQ(result.out, before);
        std::filesystem::copy_file(file, other.file("copy.json"));
        EXPECT_EQ(run({"check", "copy.json"}).out, before);
    }
    EXPECT_EQ(run({"rate", scenario}).exit_code, exit_mistake) << "the scenario itself needs it";
}

TEST(CheckCommand, SaysWhatTheProtocolCounts) {
    const TemporaryFolder folder;
    const std::string file = folder.file("evidence.json");
    for (const auto& [scenario, unit] : {std::pair{"leaky-bb84", "bits/pulse"},
                                         {"leaky-entanglement", "bits/round"},
                                         {"diqkd-chsh", "bits/round"},
                                         {"private-state", "bits/copy"},
                                         {"quantum-channel", "bits/use"}}) {
        ASSERT_EQ(run({"rate", scenarios + scenario + ".toml", "--evidence", file}).exit_code, exit_proved) << scenario;
        const std::string text = run({"check", file}).out;
        const std::string heading = text.substr(0, text.find('\n'));
        EXPECT_PRED2(holds, heading, std::string("proved   (") + unit + ")") << scenario;
        EXPECT_EQ(text.find("bits/"), text.rfind("bits/")) << text;
    }
}

TEST(CheckCommand, ExitsWithOneWhereNothingWasProved) {
    const TemporaryFolder folder;
    const std::string file = folder.file("evidence.json");
    ASSERT_EQ(run({"rate", scenarios + "leaky-bb84.toml", "--set", "analysis.proofs=[\"loss-tolerant\"]", "--evidence", file})
                  .exit_code,
              exit_nothing_proved);
    const CommandResult result = run({"check", file});
    EXPECT_EQ(result.exit_code, exit_nothing_proved);
    EXPECT_EQ(result.err, "");
    EXPECT_PRED2(holds, result.out, "the file claims nothing");
    EXPECT_PRED2(holds, result.out, "(bits/pulse)");
}

TEST(CheckCommand, ExitsWithOneWhereSomethingIsRejected) {
    const TemporaryFolder folder;
    const std::string file = folder.file("evidence.json");
    ASSERT_EQ(run({"rate", scenarios + "leaky-bb84.toml", "--evidence", file}).exit_code, exit_proved);
    Json document = Json::parse(text_of_file(file));
    Json& row = document["evidence"][0];
    row["rate_bits_per_pulse"] = row["rate_bits_per_pulse"].get<double>() * (1 + 1e-6);
    const std::string raised = folder.write("raised.json", document.dump());
    const CommandResult text = run({"check", raised});
    EXPECT_EQ(text.exit_code, exit_nothing_proved);
    EXPECT_PRED2(holds, text.out, "REJECTED");
    EXPECT_PRED2(holds, text.out, "Not everything was verified.");
    const Json answer = Json::parse(run({"check", raised, "--format", "json"}).out);
    EXPECT_EQ(answer.at("verified"), false);
    EXPECT_EQ(answer.at("bounds")[0].at("verified"), false);
    EXPECT_NE(answer.at("bounds")[0].at("reason"), "");
    EXPECT_EQ(answer.at("bounds")[1].at("verified"), true);

    document = Json::parse(text_of_file(file));
    document["version"] = "0.0.1";
    const CommandResult old = run({"check", folder.write("old.json", document.dump())});
    EXPECT_EQ(old.exit_code, exit_nothing_proved);
    EXPECT_PRED2(holds, old.out, "check it with the same version");
}

TEST(CheckCommand, ExitsWithTwoForWhatIsNoEvidence) {
    const TemporaryFolder folder;
    const std::string file = folder.file("evidence.json");
    ASSERT_EQ(run({"rate", scenarios + "leaky-bb84.toml", "--evidence", file}).exit_code, exit_proved);
    const Json honest = Json::parse(text_of_file(file));
    Json schema = honest, missing = honest, type = honest;
    schema["schema"] = 2;
    missing.erase("evidence");
    type["link"] = "kets";
    const std::vector<std::string> files = {folder.file("missing.json"),
                                            folder.file(""),
                                            "/dev/zero",
                                            scenarios + "leaky-bb84.toml",
                                            folder.write("empty.json", ""),
                                            folder.write("deep.json", std::string(5000000, '[')),
                                            folder.write("nested.json", std::string(100000, '[') + std::string(100000, ']')),
                                            folder.write("schema.json", schema.dump()),
                                            folder.write("without.json", missing.dump()),
                                            folder.write("type.json", type.dump())};
    for (const std::string& path : files) {
        const CommandResult result = run({"check", path});
        EXPECT_EQ(result.exit_code, exit_mistake) << path << result.out << result.err;
        EXPECT_EQ(result.out, "");
        EXPECT_TRUE(parse_message(result.err).is_error) << result.err;
        EXPECT_NE(parse_message(result.err).remedy, "") << result.err;
    }
    EXPECT_EQ(run({"check"}).exit_code, exit_mistake);
    EXPECT_EQ(run({"check", file, "--format", "xml"}).exit_code, exit_mistake);
}

TEST(StatesFileCommand, SweepsOverLeakage) {
    const CommandResult result = run({"sweep", scenarios + "leaky-modes.toml", "--over",
                                      "source.leakage=1e-9,1e-8,1e-7,1e-6,1e-5", "--set", "analysis.proofs=[\"joint-sdp\"]"});
    ASSERT_EQ(result.exit_code, exit_proved) << result.err;
    std::istringstream stream(result.out);
    int rows = 0, positive = 0;
    std::size_t rate_column = 0;
    double last = 1.0;
    bool head = false;
    for (std::string line; std::getline(stream, line);) {
        if (line.empty() || line[0] == '#') continue;
        std::vector<std::string> cells;
        std::istringstream row(line);
        for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
        if (!head) {
            head = true;
            const auto at = std::find_if(cells.begin(), cells.end(), [](const auto& cell) {
                return holds(cell, "joint-sdp") && holds(cell, "bits_per_pulse");
            });
            ASSERT_NE(at, cells.end()) << line;
            rate_column = static_cast<std::size_t>(at - cells.begin());
            continue;
        }
        ++rows;
        ASSERT_GT(cells.size(), rate_column) << line;
        const double rate = std::stod(cells[rate_column]);
        EXPECT_LE(rate, last * (1 + 1e-9)) << "more leakage never gives more key";
        last = rate;
        if (rate > 0.0) ++positive;
    }
    EXPECT_EQ(rows, 5);
    EXPECT_GE(positive, 3);
}

TEST(StatesFileCommand, TheHashDependsOnTheContent) {
    const TemporaryFolder folder;
    const std::string kets = text_of_file(scenarios + "modes.csv");
    const std::string scenario = folder.write(
        "a.toml",
        "[protocol]\nname = \"bb84\"\n[source]\nstates_file = \"kets.csv\"\n[analysis]\nproofs = [\"repeaterless\"]\n");
    const auto hash = [&](const std::string& content) {
        folder.write("kets.csv", content);
        return Json::parse(run({"rate", scenario, "--format", "json"}).out).at("scenario_hash").get<std::string>();
    };
    const std::string before = hash(kets);
    EXPECT_EQ(hash(kets), before);
    EXPECT_NE(hash(kets + "# a comment\n"), before);
    const std::size_t digit = kets.find("0.0314884921977");
    ASSERT_NE(digit, std::string::npos);
    std::string changed = kets;
    changed[digit + 14] = '8';
    EXPECT_NE(hash(changed), before);
    EXPECT_EQ(hash(kets), before);
}

}  // namespace
}  // namespace keybound
