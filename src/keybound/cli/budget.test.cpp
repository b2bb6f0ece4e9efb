// budget on real scenarios, and the rates of side channels: what they report is what the total as source.leakage gives.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "keybound/cli/cli.hpp"
#include "support/command_line.hpp"
#include "support/message.hpp"
#include "support/places.hpp"
#include "support/temporary_folder.hpp"

namespace keybound {
namespace {

using Json = nlohmann::json;
using test::CommandResult;
using test::holds;
using test::run;
using test::TemporaryFolder;

const std::string engineer = KEYBOUND_SOURCE_DIR "/scenarios/trojan-horse-budget.toml";
const std::string laser = KEYBOUND_SOURCE_DIR "/scenarios/leaky-decoy.toml";
const std::string isolation = "source.side_channel[0].isolation_db";
const std::string extinction = "source.side_channel[1].extinction_db";

Json document_of(const std::string& command, const std::string& file, const std::vector<std::string>& overrides = {}) {
    std::vector<std::string> words = {command, file, "--format", "json"};
    for (const std::string& assignment : overrides) words.insert(words.end(), {"--set", assignment});
    const CommandResult result = run(words);
    EXPECT_EQ(result.err, "");
    return Json::parse(result.out);
}

double best_rate(const Json& document) { return document.at("best").at("lower").at("rate_bits_per_second"); }

TEST(Budget, OfTheReadyScenario) {
    const Json document = document_of("budget", engineer);
    EXPECT_EQ(document.at("schema"), 1);
    const Json& rows = document.at("contributions");
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0].at("name"), "trojan-horse");
    EXPECT_NEAR(rows[0].at("epsilon").get<double>(), 9.8e-8, 0.03e-8);
    EXPECT_NEAR(rows[1].at("epsilon").get<double>(), 1e-4, 1e-15);
    EXPECT_NEAR(rows[2].at("epsilon").get<double>(), 2.5e-7, 1e-12);
    const auto epsilon = [&](int i) { return rows[i].at("epsilon").get<double>(); };
    const double in_product_form = 1.0 - (1.0 - epsilon(0)) * (1.0 - epsilon(1));
    const double angle = std::asin(std::sqrt(in_product_form)) + std::asin(std::sqrt(epsilon(2)));
    EXPECT_NEAR(document.at("leakage").get<double>(), std::pow(std::sin(angle), 2), 1e-14);
    double shares = 0.0;
    for (const Json& row : rows) shares += row.at("share").get<double>();
    EXPECT_NEAR(shares, 1.0, 1e-15);
    const Json rate = document_of("rate", engineer);
    EXPECT_EQ(rate.at("statistics").at("leakage"), document.at("leakage"));
    EXPECT_EQ(rate.at("scenario"), document.at("scenario"));
    EXPECT_EQ(rate.at("scenario_hash"), document.at("scenario_hash"));
    EXPECT_EQ(rate.at("best").at("lower").at("rate_bits_per_pulse"), document.at("rate_bits_per_pulse"));
}

// The reported reduction, made, gives twice the key; a little less does not.
TEST(Budget, DecibelsDoubleTheKey) {
    const Json document = document_of("budget", engineer);
    const double now = best_rate(document_of("rate", engineer));
    EXPECT_TRUE(document.at("contributions")[0].at("db_to_double_key").is_null());
    EXPECT_TRUE(document.at("contributions")[2].at("db_to_double_key").is_null());
    const double decibels = document.at("contributions")[1].at("db_to_double_key");
    const auto with = [&](double more) {
        return best_rate(document_of("rate", engineer, {extinction + "=" + std::to_string(40.0 + more)}));
    };
    EXPECT_GE(with(decibels + 1e-3), 2.0 * now);
    EXPECT_LT(with(decibels - 1e-2), 2.0 * now);
}

TEST(Budget, DoublingMayBeImpossible) {
    const std::vector<std::string> better = {extinction + "=80"};
    for (const Json& row : document_of("budget", engineer, better).at("contributions")) {
        EXPECT_TRUE(row.at("db_to_double_key").is_null()) << row;
    }
    const std::vector<std::string> no_key = {extinction + "=10"};
    const Json document = document_of("budget", engineer, no_key);
    EXPECT_EQ(document.at("rate_bits_per_pulse"), 0.0);
    for (const Json& row : document.at("contributions")) EXPECT_TRUE(row.at("db_to_double_key").is_null()) << row;
    EXPECT_PRED2(holds, run({"budget", engineer, "--set", no_key[0]}).out, "There is no key");
}

TEST(Budget, WithoutSideChannelsItIsTheLeakage) {
    const Json document = document_of("budget", test::leaky_bb84, {"channel.fibre_km=200"});
    ASSERT_EQ(document.at("contributions").size(), 1u);
    EXPECT_EQ(document.at("contributions")[0].at("name"), "source.leakage");
    EXPECT_EQ(document.at("contributions")[0].at("epsilon"), 1e-6);
    EXPECT_EQ(document.at("contributions")[0].at("share"), 1.0);
    EXPECT_EQ(document.at("leakage"), 1e-6);
}

TEST(Budget, OfLaserPulsesWithKnownTrojanLight) {
    const std::vector<std::string> light = {"trojan_horse.output_intensity=1e-8"};
    const Json document = document_of("budget", laser, light);
    ASSERT_EQ(document.at("contributions").size(), 2u);
    EXPECT_EQ(document.at("contributions")[1].at("name"), "trojan_horse.output_intensity");
    EXPECT_NEAR(document.at("contributions")[1].at("epsilon").get<double>(), 1e-8, 1e-15);
    EXPECT_EQ(document.at("leakage"), document_of("rate", laser, light).at("statistics").at("leakage"));
}

// For every protocol: entries give the rates of their total, row by row; and say what they claim.
TEST(SideChannels, GiveTheRatesOfTheirTotal) {
    const TemporaryFolder folder;
    const std::string modes = "\n[[source.side_channel]]\nkind = \"mode-dependence\"\nextinction_db = 70\n";
    const std::string light =
        "\n[[source.side_channel]]\nkind = \"trojan-horse\"\npower_dbm = -10\npulse_duration_s = 1e-9\nisolation_db = 140\n"
        "product = false\n";
    for (const std::string protocol : {"bb84", "three-state", "decoy-bb84"}) {
        const std::string base = "protocol.name = \"" + protocol + "\"\nchannel.fibre_km = 40\n";
        const Json entries = document_of("rate", folder.write("entries.toml", base + modes + light));
        const double total = entries.at("statistics").at("leakage");
        const double part = protocol == "decoy-bb84" ? 0.5e-7 : 1e-7;  // the signal has half a photon
        EXPECT_NEAR(total / std::pow(std::sqrt(part) + std::sqrt(7.803e-9), 2), 1.0, 1e-3) << protocol;
        const std::string text = base + "source.leakage = " + Json(total).dump() + "\n";
        const Json alone = document_of("rate", folder.write("alone.toml", text));
        ASSERT_EQ(entries.at("bounds").size(), alone.at("bounds").size());
        int proved = 0;
        for (std::size_t i = 0; i < alone.at("bounds").size(); ++i) {
            const Json& with = entries.at("bounds")[i];
            const Json& without = alone.at("bounds")[i];
            if (with.at("proof") == "leaky-decoy") {  // light may be entangled over pulses
                EXPECT_EQ(with.at("outcome"), "not_applicable");
                continue;
            }
            EXPECT_EQ(with.at("rate_bits_per_pulse"), without.at("rate_bits_per_pulse")) << with.at("proof");
            EXPECT_EQ(with.at("quantities"), without.at("quantities")) << with.at("proof");
            if (with.at("direction") != "lower") continue;
            if (with.at("outcome") == "proved") ++proved;
            EXPECT_PRED2(holds, with.at("assumptions").dump(), "a limit on every pulse, not on an average");
        }
        EXPECT_GE(proved, 1) << protocol;
    }
}

TEST(SideChannels, AreSweptAndSolvedFor) {
    const CommandResult sweep = run({"sweep", engineer, "--over", isolation + "=100:140:10"});
    EXPECT_EQ(sweep.exit_code, exit_proved) << sweep.err;
    for (const char* value : {"\n100,", "\n110,", "\n140,"}) EXPECT_PRED2(holds, sweep.out, value);
    const CommandResult solved = run({"solve", engineer, "--for", isolation, "--target", "9e-4", "--format", "json"});
    EXPECT_EQ(solved.err, "");
    const Json found = Json::parse(solved.out);
    EXPECT_EQ(found.at("safe_side"), "above");
    const double needed = found.at("value");
    const auto met = [&](double decibels) {
        return document_of("rate", engineer, {isolation + "=" + Json(decibels).dump()})
                   .at("best")
                   .at("lower")
                   .at("rate_bits_per_pulse")
                   .get<double>() >= 9e-4;
    };
    EXPECT_TRUE(met(needed));
    EXPECT_FALSE(met(needed - 0.01));
    const CommandResult optimised = run({"optimise", engineer, "--over", extinction + "=30:50"});
    EXPECT_PRED2(holds, optimised.out, extinction + " = 50 dB");
}

TEST(SideChannels, EvidenceIsCheckedAgain) {
    const TemporaryFolder folder;
    const std::string file = folder.file("evidence.json");
    EXPECT_EQ(run({"rate", engineer, "--evidence", file}).exit_code, exit_proved);
    EXPECT_EQ(run({"check", file}).exit_code, exit_proved);
    Json evidence = Json::parse(test::text_of_file(file));
    evidence["scenario"]["source"]["side_channel"][0]["isolation_db"] = 100;
    const CommandResult weaker = run({"check", folder.write("weaker.json", evidence.dump())});
    EXPECT_NE(weaker.exit_code, exit_proved) << weaker.out;
    evidence["scenario"]["source"]["side_channel"] = Json::array({Json::object(), 3});
    EXPECT_EQ(run({"check", folder.write("garbage.json", evidence.dump())}).exit_code, exit_mistake);
}

}  // namespace
}  // namespace keybound
