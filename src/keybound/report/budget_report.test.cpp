#include "keybound/report/budget_report.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "keybound/core/error.hpp"

namespace keybound {
namespace {

using Json = nlohmann::ordered_json;

// Numbers that are all different, so that exchanged columns show.
BudgetReport report_of(const std::vector<Contribution>& contributions, std::vector<std::optional<double>> decibels) {
    BudgetReport report;
    report.result.scenario.protocol.name = "bb84";
    report.result.leakage = {contributions, 3.5e-6, {"a claim about the device"}};
    report.db_to_double_key = std::move(decibels);
    return report;
}

TEST(BudgetReport, JsonHasTheDocumentedKeys) {
    const Json document =
        Json::parse(budget_json(report_of({{"light", "trojan-horse", 1e-6}, {"fan", "given", 3e-6}}, {7.5, {}})));
    std::vector<std::string> keys;
    for (const auto& [key, value] : document.items()) keys.push_back(key);
    EXPECT_EQ(keys, (std::vector<std::string>{"schema", "version", "scenario", "scenario_hash", "contributions", "leakage",
                                              "proof", "rate_bits_per_pulse", "assumptions"}));
    EXPECT_EQ(document.at("leakage"), 3.5e-6);
    const Json& rows = document.at("contributions");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].dump(), R"({"name":"light","kind":"trojan-horse","epsilon":1e-06,"share":0.25,"db_to_double_key":7.5})");
    EXPECT_EQ(rows[1].at("name"), "fan");
    EXPECT_EQ(rows[1].at("share"), 0.75);
    EXPECT_TRUE(rows[1].at("db_to_double_key").is_null());
    EXPECT_TRUE(document.at("proof").is_null());
    EXPECT_TRUE(document.at("rate_bits_per_pulse").is_null());
}

TEST(BudgetReport, NothingThatLeaksHasNoShares) {
    const Json document = Json::parse(budget_json(report_of({{"source.leakage", "given", 0.0}}, {{}})));
    EXPECT_TRUE(document.at("contributions")[0].at("share").is_null());
}

TEST(BudgetReport, TextHasARowForEach) {
    const std::string text = budget_text(report_of({{"light", "trojan-horse", 1e-6}, {"fan", "given", 3e-6}}, {7.5, {}}));
    for (const char* part : {"light", "trojan-horse", "1e-06", "25 %", "7.5", "fan", "3e-06", "75 %", "3.5e-06",
                             "a claim about", "Nothing was proved of the key"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    }
}

TEST(BudgetReport, OneAnswerForEachContribution) {
    EXPECT_THROW(budget_text(report_of({{"a", "given", 1e-6}}, {})), Bug);
    EXPECT_THROW(budget_json(report_of({{"a", "given", 1e-6}}, {})), Bug);
}

}  // namespace
}  // namespace keybound
