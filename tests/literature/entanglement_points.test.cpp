// Reference points of shared states, through the command line and its JSON, to the tolerance of the printed digits.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "literature/csv_rows.hpp"
#include "support/command_line.hpp"
#include "support/places.hpp"

namespace keybound::test {
namespace {

using Json = nlohmann::json;
const std::string file = std::string(KEYBOUND_SOURCE_DIR) + "/scenarios/leaky-entanglement.toml";

Json rates(const std::vector<std::string>& assignments) {
    std::vector<std::string> arguments = {"rate", file, "--format", "json"};
    for (const std::string& assignment : assignments) {
        arguments.emplace_back("--set");
        arguments.push_back(assignment);
    }
    const CommandResult result = run(arguments);
    EXPECT_LE(result.exit_code, 1) << result.err;
    return Json::parse(result.out);
}

const Json& bound(const Json& document, const std::string& proof) {
    for (const Json& candidate : document.at("bounds")) {
        if (candidate.at("proof") == proof) return candidate;
    }
    throw std::runtime_error("no bound " + proof);
}

class EntanglementPoint : public testing::TestWithParam<Row> {
 protected:
    void expect(const std::string& column, const Json& value) {
        const std::string& text = GetParam().at(column);
        if (text == "-") return;
        ASSERT_TRUE(value.is_number()) << column;
        EXPECT_NEAR(value.get<double>(), std::stod(text), std::stod(GetParam().at("tolerance"))) << column;
        ++compared_;
    }
    int compared_ = 0;
};

TEST_P(EntanglementPoint, HoldsThroughTheCommandLine) {
    const Row& row = GetParam();
    const Json document = rates({"state.dimension=" + row.at("d"), "state.parties=" + row.at("parties"),
                                 "state.visibility=" + row.at("visibility"), "leak.probability=" + row.at("leak"),
                                 "leak.model=" + row.at("model")});
    const Json& attack = bound(document, "convex-combination");
    EXPECT_EQ(attack.at("outcome"), "proved");
    EXPECT_EQ(attack.at("per"), "key-round");
    EXPECT_TRUE(attack.at("rate_bits_per_second").is_null());
    expect("threshold", attack.at("quantities").at("visibility_threshold"));
    expect("cc", attack.at("rate_bits_per_pulse"));
    expect("plus", bound(document, "convex-combination-plus").at("rate_bits_per_pulse"));
    expect("er", bound(document, "relative-entropy-of-entanglement").at("rate_bits_per_pulse"));
    expect("er_plus", bound(document, "relative-entropy-of-entanglement-plus").at("rate_bits_per_pulse"));
    if (row.at("printed") != "-") {
        const Json& printed = bound(document, "convex-combination-as-printed");
        EXPECT_EQ(printed.at("outcome"), "as-printed");
        expect("printed", printed.at("quantities").at("visibility_threshold"));
    }
    EXPECT_GE(compared_, 1);
}

INSTANTIATE_TEST_SUITE_P(All, EntanglementPoint, testing::ValuesIn(csv_rows("entanglement_points.csv")),
                         [](const auto& info) { return info.param.at("id"); });

TEST(EntanglementPoints, AreAllThere) { EXPECT_EQ(csv_rows("entanglement_points.csv").size(), 20U); }

// Chains of links of 0.9, 0.95 and 0.98 with a leak of 0.1: v^(n+1), and the published v^(2n).
TEST(EntanglementPoints, LongestChains) {
    for (const auto& [visibility, links, paper] : {std::tuple{"0.9", 8, 4}, {"0.95", 19, 10}, {"0.98", 49, 25}}) {
        const std::string v = std::string("state.visibility=") + visibility;
        const Json ours = rates({v, "repeaters.count=1"});
        const Json theirs = rates({v, "repeaters.count=1", "repeaters.convention=paper"});
        EXPECT_EQ(bound(ours, "convex-combination").at("quantities").at("maximum_repeaters"), links);
        EXPECT_EQ(bound(theirs, "convex-combination").at("quantities").at("maximum_repeaters"), paper);
        EXPECT_EQ(bound(theirs, "convex-combination").at("outcome"), "as-printed");
        EXPECT_TRUE(theirs.at("best").at("upper").is_null());
        EXPECT_TRUE(theirs.at("best").at("lower").is_null());
        // the bound is 0 with one repeater more, and not before
        EXPECT_GT(bound(rates({v, "repeaters.count=" + std::to_string(links)}), "convex-combination").at("rate_bits_per_pulse"),
                  0.0);
        EXPECT_EQ(
            bound(rates({v, "repeaters.count=" + std::to_string(links + 1)}), "convex-combination").at("rate_bits_per_pulse"),
            0.0);
    }
    // as printed: the threshold of Eq. (19) with v^(2n)
    const Json printed = rates({"state.visibility=0.95", "repeaters.count=1"});
    EXPECT_EQ(bound(printed, "convex-combination-as-printed").at("quantities").at("maximum_repeaters"), 8);
}

Json key_of(const std::vector<std::string>& assignments) {
    std::vector<std::string> all = {"leak.probability=0"};
    all.insert(all.end(), assignments.begin(), assignments.end());
    std::vector<std::string> arguments = {"rate", std::string(KEYBOUND_SOURCE_DIR) + "/tests/literature/state_base.toml",
                                          "--format", "json"};
    for (const std::string& assignment : all) {
        arguments.emplace_back("--set");
        arguments.push_back(assignment);
    }
    return bound(Json::parse(run(arguments).out), "devetak-winter").at("rate_bits_per_pulse");
}

// Error rates up to which one-way key is possible: 12.6193 % with six states (Lo, Quant. Inf. Comput. 1, 81 (2001): 12.6 %),
// 11.0028 % with the bit and phase errors of BB84 independent of each other (Shor, Preskill, PRL 85, 441 (2000): 11.0 %).
TEST(EntanglementPoints, OneWayThresholds) {
    const auto six_state = [](double e) {
        return key_of({"state.kind=werner", fmt::format("state.visibility={}", 1.0 - 2.0 * e), "settings.key=six-state"})
            .get<double>();
    };
    EXPECT_GT(six_state(0.12619), 0.0);
    EXPECT_LT(six_state(0.12619), 1e-4);
    EXPECT_EQ(six_state(0.1262), 0.0);
    const auto bb84 = [](double e) {
        return key_of(
                   {"state.kind=bell-diagonal", "settings.key=bbm92",
                    fmt::format("state.weights=[{}, {}, {}, {}]", (1.0 - e) * (1.0 - e), e * (1.0 - e), e * (1.0 - e), e * e)})
            .get<double>();
    };
    EXPECT_GT(bb84(0.11002), 0.0);
    EXPECT_LT(bb84(0.11002), 1e-4);
    EXPECT_EQ(bb84(0.11004), 0.0);
}

// The coherent information of a damped pair, and its reverse, which is more (Garcia-Patron et al., PRL 102, 210501 (2009)):
// 1 - h(p/2).
TEST(EntanglementPoints, ReverseCoherentInformation) {
    EXPECT_NEAR(key_of({"state.kind=amplitude-damped", "state.damping=0.2"}).get<double>(), 0.5310044064, 1e-9);
}

TEST(EntanglementPoints, AsPrintedIsNeverTheBest) {
    const Json document = rates({"state.visibility=0.4"});
    EXPECT_EQ(bound(document, "convex-combination-as-printed").at("rate_bits_per_pulse"), 0.0);
    EXPECT_NE(document.at("best").at("upper").at("proof"), "convex-combination-as-printed");
    EXPECT_GT(document.at("best").at("upper").at("rate_bits_per_pulse").get<double>(), 0.0);
}

}  // namespace
}  // namespace keybound::test
