#include "keybound/report/result_json.hpp"

#include "keybound/report/evidence_json.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "keybound/core/version.hpp"

namespace keybound {
namespace {

using Json = nlohmann::ordered_json;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> keys_of(const Json& object) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.items()) keys.push_back(key);
    return keys;
}

using Keys = std::vector<std::string>;

// One proved bound, one that does not apply and one that could not be decided, with the numbers JSON cannot hold.
Result made_up() {
    Result result;
    result.scenario.protocol.name = "bb84";
    result.hash = "0123456789abcdef0123456789abcdef";
    result.statistics = {{"detection_probability", 0.1}, {"quantum_bit_error_rate", nan}};
    Bound proved;
    proved.proof = find_proof("loss-tolerant-coin");
    proved.verdict = Verdict::proved;
    proved.rate_bits_per_pulse = 0.1 + 0.2;
    proved.rate_bits_per_second = infinity;
    proved.quantities = {{"phase_error_rate", 1.0 / 3.0}, {"coin_imbalance", -infinity}};
    proved.assumptions = {"A1", "with \"quotes\" and \\"};
    proved.evidence.add("number", 0.25);
    const std::vector<double> list = {1.0, nan, 3.0};
    proved.evidence.add("list", list);
    Bound missing;
    missing.proof = find_proof("loss-tolerant");
    missing.verdict = Verdict::not_applicable;
    missing.reason = "needs source.leakage = 0";
    Bound undecided;
    undecided.proof = find_proof("repeaterless");
    undecided.verdict = Verdict::undecided;
    undecided.reason = "the solver did not converge";
    undecided.rate_bits_per_pulse = undecided.rate_bits_per_second = 0.0;
    undecided.evidence.add("candidate", 1.0);
    result.bounds = {proved, missing, undecided};
    result.best_lower = 0;
    result.warnings = {"careful"};
    return result;
}

TEST(ResultJson, HasTheDocumentedKeysInOrder) {
    const Json document = Json::parse(result_json(made_up()));
    EXPECT_EQ(keys_of(document),
              (Keys{"schema", "version", "scenario", "scenario_hash", "statistics", "bounds", "best", "warnings"}));
    EXPECT_EQ(keys_of(document["best"]), (Keys{"lower", "upper"}));
    EXPECT_EQ(keys_of(document["best"]["lower"]),
              (Keys{"proof", "rate_bits_per_pulse", "rate_bits_per_second", "key_length_bits"}));
    for (const Json& bound : document["bounds"]) {
        EXPECT_EQ(keys_of(bound), (Keys{"proof", "direction", "outcome", "reason", "regime", "per", "rate_bits_per_pulse",
                                        "rate_bits_per_second", "key_length_bits", "quantities", "devices", "restricted_to",
                                        "assumptions", "origin", "published_as"}));
    }
    EXPECT_EQ(document["schema"], 1);
    EXPECT_EQ(document["version"], version);
    EXPECT_EQ(document["scenario_hash"], "0123456789abcdef0123456789abcdef");
    EXPECT_EQ(document["warnings"], Json::array({"careful"}));
}

TEST(ResultJson, WritesWhatIsNoNumberAsNull) {
    const Json document = Json::parse(result_json(made_up()));
    EXPECT_TRUE(document["statistics"]["quantum_bit_error_rate"].is_null());
    const Json& bounds = document["bounds"];
    EXPECT_TRUE(bounds[0]["rate_bits_per_second"].is_null());
    EXPECT_TRUE(bounds[0]["quantities"]["coin_imbalance"].is_null());
    EXPECT_TRUE(bounds[1]["rate_bits_per_pulse"].is_null());
    EXPECT_TRUE(bounds[1]["rate_bits_per_second"].is_null());
    EXPECT_EQ(bounds[2]["rate_bits_per_pulse"], 0.0);
    EXPECT_TRUE(document["best"]["upper"].is_null());
    EXPECT_TRUE(document["best"]["lower"]["rate_bits_per_second"].is_null());
}

TEST(ResultJson, KeepsEveryBit) {
    const Json bound = Json::parse(result_json(made_up()))["bounds"][0];
    EXPECT_EQ(bound["rate_bits_per_pulse"].get<double>(), 0.1 + 0.2);
    EXPECT_EQ(bound["quantities"]["phase_error_rate"].get<double>(), 1.0 / 3.0);
    EXPECT_EQ(bound["assumptions"][1], "with \"quotes\" and \\");
}

TEST(ResultJson, SaysWhatBecameOfEachProof) {
    const Json bounds = Json::parse(result_json(made_up()))["bounds"];
    EXPECT_EQ(bounds[0]["outcome"], "proved");
    EXPECT_EQ(bounds[0]["direction"], "lower");
    EXPECT_EQ(bounds[0]["reason"], "");
    EXPECT_EQ(bounds[1]["outcome"], "not_applicable");
    EXPECT_EQ(bounds[1]["reason"], "needs source.leakage = 0");
    EXPECT_EQ(bounds[2]["outcome"], "undecided");
    EXPECT_EQ(bounds[2]["direction"], "upper");
    for (const Json& bound : bounds) EXPECT_TRUE(bound["origin"] == "published" || bound["origin"] == "derived");
}

TEST(ResultJson, OfARealResult) {
    const Result result = evaluate(parse_scenario("protocol.name = \"bb84\"\nsource.leakage = 1e-6\nchannel.fibre_km = 100"));
    const Json document = Json::parse(result_json(result));
    EXPECT_EQ(keys_of(document["statistics"]), (Keys{"detection_probability", "quantum_bit_error_rate", "gain_0Z", "gain_1Z",
                                                     "gain_0X", "gain_1X", "repetition_rate_hz", "leakage"}));
    EXPECT_EQ(document["scenario"]["channel"]["fibre_km"], 100);
    EXPECT_EQ(document["bounds"].size(), result.bounds.size());
    const Json& best = document["best"]["lower"];
    double largest = 0.0;
    for (const Json& bound : document["bounds"]) {
        EXPECT_EQ(bound["regime"], "asymptotic");
        EXPECT_EQ(bound["per"], "pulse");
        if (bound["direction"] == "lower" && bound["outcome"] == "proved") {
            largest = std::max(largest, bound["rate_bits_per_second"].get<double>());
        }
    }
    EXPECT_EQ(best["rate_bits_per_second"].get<double>(), largest);
}

TEST(ResultJson, EndsWithOneNewline) {
    const std::string text = result_json(made_up());
    EXPECT_EQ(text.back(), '\n');
    EXPECT_NE(text[text.size() - 2], '\n');
}

TEST(EvidenceJson, HoldsProvedBoundsAlone) {
    const Json document = Json::parse(evidence_json(made_up()));
    EXPECT_EQ(keys_of(document),
              (Keys{"schema", "version", "scenario", "scenario_hash", "files", "statistics", "link", "evidence"}));
    ASSERT_EQ(document["evidence"].size(), 1u);
    const Json& entry = document["evidence"][0];
    EXPECT_EQ(keys_of(entry), (Keys{"proof", "direction", "rate_bits_per_pulse", "quantities", "items"}));
    EXPECT_EQ(entry["proof"], "loss-tolerant-coin");
    EXPECT_EQ(keys_of(entry["items"]), (Keys{"number", "list"}));
    EXPECT_EQ(entry["items"]["number"], 0.25);
    ASSERT_EQ(entry["items"]["list"].size(), 3u);
    EXPECT_TRUE(entry["items"]["list"][1].is_null());
    EXPECT_EQ(entry["items"]["list"][2], 3.0);
}

struct SkewMatrix {
    int rows() const { return 2; }
    int cols() const { return 2; }
    std::complex<double> operator()(int row, int column) const { return {row + 0.5 * column, column - 1.0 * row}; }
};

TEST(EvidenceJson, WritesMatricesRowByRow) {
    Result result = made_up();
    result.bounds[0].evidence.add_matrix("matrix", SkewMatrix{});
    const Json item = Json::parse(evidence_json(result))["evidence"][0]["items"]["matrix"];
    EXPECT_EQ(keys_of(item), (Keys{"real", "imaginary"}));
    EXPECT_EQ(item["real"], Json::parse("[[0.0, 0.5], [1.0, 1.5]]"));
    EXPECT_EQ(item["imaginary"], Json::parse("[[0.0, 1.0], [-1.0, 0.0]]"));
}

// A checker must be able to tell which numbers belong to which result.
TEST(EvidenceJson, BelongsToTheResultOfTheSameScenario) {
    const Result result =
        evaluate(parse_scenario("protocol.name = \"three-state\"\nsource.leakage = 1e-8\nchannel.fibre_km = 10"));
    const Json evidence = Json::parse(evidence_json(result));
    const Json document = Json::parse(result_json(result));
    EXPECT_EQ(evidence["scenario"], document["scenario"]);
    EXPECT_EQ(evidence["scenario_hash"], document["scenario_hash"]);
    EXPECT_EQ(evidence["statistics"], document["statistics"]);
    std::size_t proved = 0;
    for (const Json& bound : document["bounds"]) {
        if (bound["outcome"] != "proved") continue;
        ASSERT_LT(proved, evidence["evidence"].size());
        const Json& entry = evidence["evidence"][proved++];
        EXPECT_EQ(entry["proof"], bound["proof"]);
        EXPECT_EQ(entry["rate_bits_per_pulse"], bound["rate_bits_per_pulse"]);
        EXPECT_EQ(entry["quantities"], bound["quantities"]);
        EXPECT_FALSE(entry["items"].empty()) << bound["proof"];
    }
    EXPECT_EQ(proved, evidence["evidence"].size());
    EXPECT_GE(proved, 2u);
}

// A run: its length in whole bits, its regime, and what the parties fix; null where there is none.
TEST(ResultJson, SaysWhatARunGives) {
    const Result result = evaluate(parse_scenario(
        "protocol.name = \"bb84\"\nprotocol.z_basis_probability = 0.9\nsource.leakage = 1e-6\nchannel.fibre_km = 40\n"
        "finite.pulses = 1e9\nfinite.test_fraction = 0.0\n",
        {"analysis.proofs=[\"joint-sdp\",\"loss-tolerant-coin\",\"loss-tolerant-coin-z\",\"repeaterless\"]"}));
    const Json document = Json::parse(result_json(result));
    ASSERT_EQ(document["bounds"].size(), 4u);
    for (std::size_t i = 0; i < 4; ++i) {
        const Json& bound = document["bounds"][i];
        const std::string proof = bound["proof"];
        EXPECT_EQ(bound["regime"], proof == "joint-sdp" ? "asymptotic" : "finite") << proof;
        EXPECT_EQ(bound["key_length_bits"].is_null(), proof == "joint-sdp" || proof == "loss-tolerant-coin-z") << proof;
        if (bound["key_length_bits"].is_null()) continue;
        EXPECT_EQ(bound["key_length_bits"].get<double>(), *result.bounds[i].key_length_bits) << proof;
    }
    const Json& best = document["best"]["lower"];
    EXPECT_EQ(best["proof"], "loss-tolerant-coin");
    EXPECT_EQ(best["key_length_bits"].get<double>(), std::floor(best["key_length_bits"].get<double>()));
    EXPECT_GT(best["key_length_bits"].get<double>(), 1e6);
    EXPECT_EQ(document["scenario"]["finite"]["pulses"], 1e9);
    const auto names = keys_of(document["bounds"][0]["proof"] == "loss-tolerant-coin" ? document["bounds"][0]["quantities"]
                                                                                      : document["bounds"][1]["quantities"]);
    for (const char* name : {"phase_errors_bound", "sifted_key_bits", "error_correction_leakage_bits", "failure_phase_errors",
                             "failure_privacy_amplification", "failure_correctness", "tilt"}) {
        EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
    }
}

}  // namespace
}  // namespace keybound
