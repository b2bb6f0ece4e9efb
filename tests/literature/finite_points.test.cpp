// Keys of finite runs through the command line and its JSON, against finite_points.csv.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "literature/csv_rows.hpp"
#include "support/command_line.hpp"
#include "support/places.hpp"

namespace keybound::test {
namespace {

using Json = nlohmann::json;

Json evaluated(const Row& row) {
    std::vector<std::string> arguments = {"rate", std::string(KEYBOUND_SOURCE_DIR) + "/tests/literature/base.toml", "--format",
                                          "json"};
    const auto set = [&](const std::string& key, const std::string& value) {
        if (value == "-") return;
        arguments.emplace_back("--set");
        arguments.push_back(key + "=" + value);
    };
    set("protocol.name", row.at("protocol"));
    set("analysis.proofs", "[\"" + row.at("proof") + "\"]");
    set("source.leakage", "1e-6");
    set("source.modulation_error_rad", row.at("delta"));
    set("channel.fibre_km", row.at("fibre_km"));
    set("finite.pulses", row.at("pulses"));
    if (row.at("mu") != "-") set("finite.dual", "coin");
    set("finite.dual_weight", row.at("mu"));
    set("finite.tilt", row.at("tilt"));
    set("protocol.z_basis_probability", row.at("z"));
    const CommandResult result = run(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    const Json document = Json::parse(result.out);
    EXPECT_EQ(document.at("bounds").size(), 1u);
    return document.at("bounds").at(0);
}

class FinitePoint : public testing::TestWithParam<Row> {};

TEST_P(FinitePoint, IsReached) {
    const Row& row = GetParam();
    const Json bound = evaluated(row);
    EXPECT_EQ(bound.at("outcome"), "proved") << bound.at("reason");
    EXPECT_EQ(bound.at("regime"), "finite");
    const double wanted = std::stod(row.at("value"));
    if (row.at("kind") != "explicit") {
        const double found = bound.at("rate_bits_per_pulse").get<double>();
        EXPECT_GE(found, wanted * (1.0 - 5e-3));
        // The older method lost a part of the key, but never all of it.
        EXPECT_LE(found, wanted * (row.at("kind") == "e-value" ? 1.2 : 5.0));
        return;
    }
    const auto expect = [&](const char* name, const Json& found, double value) {
        EXPECT_NEAR(found.get<double>(), value, 1e-5 * value) << name;
    };
    const Json& quantities = bound.at("quantities");
    expect("key length", bound.at("key_length_bits"), wanted);
    expect("phase-error rate", quantities.at("phase_error_rate"), std::stod(row.at("phase_error_rate")));
    expect("sifted key", quantities.at("sifted_key_bits"), std::stod(row.at("sifted")));
    EXPECT_EQ(quantities.at("tilt").get<double>(), std::stod(row.at("tilt")));
    EXPECT_EQ(quantities.at("z_basis_probability").get<double>(), std::stod(row.at("z")));
}

INSTANTIATE_TEST_SUITE_P(All, FinitePoint, testing::ValuesIn(csv_rows("finite_points.csv")), [](const auto& info) {
    std::string id = info.param.at("id");
    std::replace(id.begin(), id.end(), '-', '_');
    return id;
});

TEST(FinitePoints, AreAllThere) {
    const std::vector<Row> rows = csv_rows("finite_points.csv");
    EXPECT_EQ(rows.size(), 43U);
    EXPECT_EQ(rows.front().size(), 13U);
    const auto of_kind = [&](const std::string& kind) {
        return std::count_if(rows.begin(), rows.end(), [&](const Row& row) { return row.at("kind") == kind; });
    };
    EXPECT_EQ(of_kind("explicit"), 3);
    EXPECT_EQ(of_kind("older"), 34);
    EXPECT_EQ(of_kind("e-value"), 6);
}

}  // namespace
}  // namespace keybound::test
