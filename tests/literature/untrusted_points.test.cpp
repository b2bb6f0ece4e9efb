// Reference points of untrusted devices, through the command line and its JSON, to the tolerance of the printed digits.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "keybound/rate/evaluate.hpp"
#include "literature/csv_rows.hpp"
#include "support/command_line.hpp"
#include "support/places.hpp"

namespace keybound::test {
namespace {

using Json = nlohmann::json;
const std::string file = std::string(KEYBOUND_SOURCE_DIR) + "/scenarios/diqkd-chsh.toml";

Json answer(const std::vector<std::string>& assignments) {
    std::vector<std::string> arguments = {"rate", file, "--format", "json"};
    for (const std::string& assignment : assignments) {
        arguments.emplace_back("--set");
        arguments.push_back(assignment);
    }
    const CommandResult result = run(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return Json::parse(result.out);
}

const Json& bound(const Json& document, const std::string& proof) {
    for (const Json& candidate : document.at("bounds")) {
        if (candidate.at("proof") == proof) return candidate;
    }
    throw std::runtime_error("no bound " + proof);
}

class UntrustedPoint : public testing::TestWithParam<Row> {};

TEST_P(UntrustedPoint, HoldsThroughTheCommandLine) {
    const Row& row = GetParam();
    const Json document = answer({"state.visibility=" + row.at("visibility")});
    int compared = 0;
    const auto expect = [&](const std::string& column, const Json& value) {
        if (row.at(column) == "-") return;
        ASSERT_TRUE(value.is_number()) << column;
        // the prototype looked at few flip probabilities
        const double better = column == "nn" ? 2e-4 : 0.0, tolerance = std::stod(row.at("tolerance"));
        EXPECT_GE(value.get<double>(), std::stod(row.at(column)) - tolerance) << column;
        EXPECT_LE(value.get<double>(), std::stod(row.at(column)) + tolerance + better) << column;
        ++compared;
    };
    expect("s", document.at("statistics").at("chsh_value"));
    expect("q", document.at("statistics").at("quantum_bit_error_rate"));
    for (const auto& [column, proof] : {std::pair{"chsh", "chsh"},
                                        {"nn", "chsh-noisy-preprocessing"},
                                        {"dd_low", "devetak-winter"},
                                        {"cc", "local-convex-combination"},
                                        {"one_way", "local-convex-combination-one-way"},
                                        {"value", "chsh-value"},
                                        {"mix", "local-relative-entropy"},
                                        {"dd_up", "relative-entropy-of-entanglement"}}) {
        EXPECT_EQ(bound(document, proof).at("outcome"), "proved") << proof;
        EXPECT_EQ(bound(document, proof).at("per"), "key-round");
        expect(column, bound(document, proof).at("rate_bits_per_pulse"));
    }
    EXPECT_GE(compared, 1);
}

INSTANTIATE_TEST_SUITE_P(All, UntrustedPoint, testing::ValuesIn(csv_rows("untrusted_points.csv")),
                         [](const auto& info) { return info.param.at("id"); });

TEST(UntrustedPoints, AreAllThere) {
    EXPECT_EQ(csv_rows("untrusted_points.csv").size(), 16U);
    EXPECT_EQ(csv_rows("untrusted_sq_points.csv").size(), 12U);
}

TEST(UntrustedPoints, OfSAndQ) {
    for (const Row& row : csv_rows("untrusted_sq_points.csv")) {
        const Json document = answer({"state.visibility=" + row.at("visibility")});
        const double value = bound(document, "chsh-value-and-error").at("rate_bits_per_pulse");
        EXPECT_LE(value, std::stod(row.at("bound")) + 5.1e-5) << row.at("id");
        EXPECT_GE(value, std::stod(row.at("bound")) - std::stod(row.at("below")) - 5.1e-5) << row.at("id");
    }
}

// Where a rate of the library passes 0, by bisection.
double crossing(const std::string& proof, const std::string& more = "") {
    double zero = 0.5, key = 1.0;
    for (int i = 0; i < 45; ++i) {
        const double middle = 0.5 * (zero + key);
        char text[64];
        std::snprintf(text, sizeof text, "state.visibility=%.17g", middle);
        const Result result =
            evaluate(parse_scenario("protocol.name = \"diqkd-chsh\"\n" + more, {text, "analysis.proofs=\"" + proof + "\""}));
        double rate = 0.0;
        for (const Bound& candidate : result.bounds) {
            if (candidate.proof->name == proof) rate = *candidate.rate_bits_per_pulse;
        }
        (rate > 0.0 ? key : zero) = middle;
    }
    return key;
}

TEST(UntrustedPoints, Thresholds) {
    EXPECT_NEAR(crossing("chsh"), 0.8570164823, 1e-9);
    EXPECT_NEAR(0.5 * (1.0 - crossing("chsh")), 0.07149175884, 1e-9);  // 7.149 %
    EXPECT_NEAR(crossing("chsh-noisy-preprocessing"), 0.8383049593, 2e-5);
    EXPECT_NEAR(0.5 * (1.0 - crossing("chsh-noisy-preprocessing")), 0.08084752037, 2e-5);  // 8.08 %
    EXPECT_NEAR(crossing("local-convex-combination-one-way"), 0.8299946965, 1e-9);
    EXPECT_NEAR(0.5 * (1.0 - crossing("local-convex-combination-one-way")), 0.08500265176, 1e-9);
    EXPECT_NEAR(crossing("local-convex-combination"), 0.7445208382, 1e-7);
    EXPECT_NEAR(crossing("local-convex-combination", "correlations.local_visibility = 0.6829"), 0.7262958008, 1e-7);
    EXPECT_NEAR(crossing("local-convex-combination", "correlations.local_visibility = 0.6875"), 0.72973, 5e-6);
    EXPECT_NEAR(crossing("key-flip"), 0.7734590803, 1e-7);
    EXPECT_NEAR(crossing("chsh-value"), 0.7071067812, 1e-9);
    // the same as printed numbers, more exactly
    const Json document = answer({});
    const auto threshold = [&](const char* proof) {
        return bound(document, proof).at("quantities").at("visibility_threshold").get<double>();
    };
    EXPECT_NEAR(threshold("local-convex-combination"), 0.7445208382, 1e-9);
    EXPECT_NEAR(threshold("key-flip"), 0.7734590803, 1e-10);
    EXPECT_NEAR(threshold("local-relative-entropy"), 0.7071067812, 1e-8);
    EXPECT_NEAR(bound(answer({"correlations.local_visibility=0.6829"}), "local-convex-combination")
                    .at("quantities")
                    .at("visibility_threshold")
                    .get<double>(),
                0.7262958008, 1e-9);
}

// A dephased channel with error probability 0.1: S = 2 sqrt(1 + 0.8^2), no errors; key with and without trust is 1 - h(0.1).
TEST(UntrustedPoints, DephasingLeavesNoGap) {
    char value[64];
    std::snprintf(value, sizeof value, "correlations.chsh_value = %.17g", 2.0 * std::sqrt(1.64));
    const Result result = evaluate(
        parse_scenario("protocol.name = \"diqkd-chsh\"\ncorrelations.quantum_bit_error_rate = 0\n" + std::string(value)));
    for (const Bound& candidate : result.bounds) {
        if (candidate.proof->name.rfind("chsh", 0) != 0) continue;
        EXPECT_NEAR(*candidate.rate_bits_per_pulse, 0.5310044064, 1e-10);
    }
    EXPECT_EQ(result.bounds[*result.best_lower].proof->name, "chsh");
}

}  // namespace
}  // namespace keybound::test
