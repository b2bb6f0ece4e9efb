// Reference points of private states and channels, through the command line and its JSON.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "literature/csv_rows.hpp"
#include "support/command_line.hpp"
#include "support/places.hpp"

namespace keybound::test {
namespace {

using Json = nlohmann::json;

Json judged(const std::string& scenario, const std::vector<std::string>& assignments) {
    std::vector<std::string> arguments = {"rate", std::string(KEYBOUND_SOURCE_DIR) + "/scenarios/" + scenario, "--format",
                                          "json"};
    for (const std::string& assignment : assignments) arguments.insert(arguments.end(), {"--set", assignment});
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

double rate(const Json& document, const std::string& proof) { return bound(document, proof).at("rate_bits_per_pulse"); }

Json private_state(const std::string& d) {
    return judged("private-state.toml", {"private_state.unitary=fourier", "private_state.dimension=" + d});
}

class PrivatePoint : public testing::TestWithParam<Row> {
 protected:
    void expect(const std::string& column, double value) {
        const std::string& text = GetParam().at(column);
        if (text == "-") return;
        EXPECT_NEAR(value, std::max(0.0, std::stod(text)), std::stod(GetParam().at("tolerance"))) << column;
        ++compared_;
    }
    int compared_ = 0;
};

TEST_P(PrivatePoint, HoldsThroughTheCommandLine) {
    const Json document = private_state(GetParam().at("d"));
    const Json& transpose = bound(document, "partial-transpose");
    EXPECT_EQ(transpose.at("devices"), "untrusted");
    EXPECT_EQ(transpose.at("per"), "copy");
    expect("p", document.at("statistics").at("quantum_bit_error_rate"));
    expect("key", rate(document, "devetak-winter"));
    expect("transposed", transpose.at("rate_bits_per_pulse"));
    expect("published", transpose.at("quantities").at("published_bound"));
    EXPECT_GE(compared_, 1);
}

INSTANTIATE_TEST_SUITE_P(All, PrivatePoint, testing::ValuesIn(csv_rows("private_points.csv")),
                         [](const auto& info) { return info.param.at("id"); });

// The gap begins at d = 20 (published bound: 24), for channels at 23 (29).
TEST(PrivatePoints, WhereTheGapBegins) {
    const Json state = bound(private_state("20"), "partial-transpose").at("quantities");
    EXPECT_EQ(state.at("dimension_threshold"), 20);
    EXPECT_EQ(state.at("published_dimension_threshold"), 24);
    EXPECT_GT(state.at("gap"), 0.0);
    EXPECT_LT(bound(private_state("19"), "partial-transpose").at("quantities").at("gap"), 0.0);
}

// Twenty copies of d = 2: a bit that is secret with trusted devices, in 2.27e-5 of all cases, and 1.1e-6 bits per copy.
TEST(PrivatePoints, AdvantageDistillationOfTwentyCopies) {
    const Json document =
        judged("private-state.toml", {"private_state.unitary=fourier", "private_state.dimension=2", "private_state.copies=20"});
    const Json& key = bound(document, "devetak-winter");
    EXPECT_NEAR(key.at("quantities").at("success_probability"), 2.27e-5, 5e-8);
    EXPECT_NEAR(key.at("quantities").at("conditional_rate"), 0.98786, 1e-5);
    EXPECT_NEAR(key.at("rate_bits_per_pulse"), 1.1e-6, 5e-8);
    EXPECT_NEAR(bound(document, "partial-transpose").at("quantities").at("conditional_rate"), 9.742e-4, 1e-7);
    EXPECT_EQ(document.at("warnings").size(), 1U);
}

Json toml_channel(const std::vector<std::string>& lines) {
    std::string path = ::testing::TempDir() + "keybound-private-points.toml";
    std::ofstream file(path);
    file << "[protocol]\nname = \"quantum-channel\"\n";
    for (const std::string& line : lines) file << line << "\n";
    file.close();
    const CommandResult result = run({"rate", path, "--format", "json"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return Json::parse(result.out);
}

// P_2 of the channel of rho_32: .2394 at least; .1442 with untrusted devices at most.
TEST(PrivatePoints, ChannelsMadeOfPrivateStates) {
    const Json document = toml_channel({"[quantum_channel]", "kind = \"private-state\"", "[private_state]", "dimension = 32"});
    EXPECT_NEAR(rate(document, "devetak-winter"), 0.2394, 5e-5);
    EXPECT_NEAR(rate(document, "partial-transpose"), 0.1442, 5e-5);
    EXPECT_EQ(bound(document, "partial-transpose").at("devices"), "untrusted");
    EXPECT_EQ(bound(document, "partial-transpose").at("quantities").at("dimension_threshold"), 23);
    EXPECT_EQ(bound(document, "partial-transpose").at("quantities").at("published_dimension_threshold"), 29);
    EXPECT_EQ(document.at("best").at("upper").at("proof"), "max-relative-entropy");
    EXPECT_NEAR(bound(toml_channel({"[quantum_channel]", "kind = \"private-state\"", "[private_state]", "dimension = 23"}),
                      "partial-transpose")
                    .at("rate_bits_per_pulse"),
                0.15445, 5e-6);
}

// Dephasing with p = 0.1: 1 - h(p) from both sides.
TEST(PrivatePoints, DephasingChannel) {
    const Json document = toml_channel({"[quantum_channel]", "kind = \"dephasing\"", "parameter = 0.1"});
    EXPECT_NEAR(rate(document, "devetak-winter"), 0.5310044064, 1e-10);
    EXPECT_NEAR(rate(document, "relative-entropy-of-entanglement"), 0.5310044064, 1e-10);
    EXPECT_EQ(bound(document, "devetak-winter").at("per"), "channel-use");
    // and device-independently: S = 2 sqrt(1 + (1-2p)^2), Q = 0
    EXPECT_NEAR(rate(document, "chsh"), 0.5310044064, 1e-10);
    EXPECT_LE(rate(document, "chsh"), rate(document, "relative-entropy-of-entanglement"));
    EXPECT_EQ(bound(document, "chsh").at("devices"), "untrusted");
}

}  // namespace
}  // namespace keybound::test
