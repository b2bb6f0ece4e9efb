// Every reference point of decoy-state BB84, through the command line and its JSON: gains and bit errors to 1e-6, what linear
// programmes give to 1e-4 of its value or to the digits that are known.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "csv_rows.hpp"
#include "support/command_line.hpp"
#include "support/places.hpp"

namespace keybound::test {
namespace {

using Json = nlohmann::json;
Json evaluate_row(const Row& row) {
    std::vector<std::string> arguments = {"rate", std::string(KEYBOUND_SOURCE_DIR) + "/tests/literature/decoy_base.toml",
                                          "--format", "json"};
    const auto set = [&](const std::string& assignment) {
        arguments.emplace_back("--set");
        arguments.push_back(assignment);
    };
    set("source.leakage=" + row.at("leakage"));
    set("channel.fibre_km=" + row.at("fibre_km"));
    if (row.at("phases") != "0") {
        set("source.phase_randomisation=discrete");
        set("source.phases=" + row.at("phases"));
    }
    if (row.at("light") != "0") set("trojan_horse.output_intensity=" + row.at("light"));
    if (row.at("modulator") != "0") set("trojan_horse.phase_modulator_phases=" + row.at("modulator"));
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

// Half of the last digit of a number as it is written: 0.5e-5 of 1.569e-2.
double half_a_digit(const std::string& text) {
    const std::size_t e = text.find('e'), point = text.find('.');
    const std::string digits = text.substr(0, e);
    const double places = point == std::string::npos ? 0.0 : static_cast<double>(digits.size() - point - 1);
    const double exponent = e == std::string::npos ? 0.0 : std::stod(text.substr(e + 1));
    return 0.5 * std::pow(10.0, exponent - places);
}

class DecoyPoint : public testing::TestWithParam<Row> {};

TEST_P(DecoyPoint, HoldsThroughTheCommandLine) {
    const Row& row = GetParam();
    const Json document = evaluate_row(row);
    const auto expect = [&](const std::string& column, const Json& value, double relative) {
        if (row.at(column) == "-") return;
        ASSERT_TRUE(value.is_number()) << column;
        const double wanted = std::stod(row.at(column));
        const double allowed = wanted > 0.0 ? std::max(relative * wanted, half_a_digit(row.at(column))) : 0.0;
        EXPECT_NEAR(value.get<double>(), wanted, allowed) << column;
    };
    expect("gain", document.at("statistics").at("detection_probability"), 1e-6);
    expect("qber", document.at("statistics").at("quantum_bit_error_rate"), 1e-6);
    const bool leaks = row.at("leakage") != "0" || row.at("light") != "0";
    std::vector<std::string> proofs = {row.at("proof")};
    if (!leaks) proofs.emplace_back("decoy-ideal");
    for (const std::string& proof : proofs) {
        const Json& found = bound(document, proof);
        EXPECT_EQ(found.at("outcome"), "proved") << proof << ": " << found.at("reason");
        if (row.at("yield") != "-") {
            expect("yield", found.at("quantities").at("single_photon_yield"), 1e-4);
            expect("error_rate", found.at("quantities").at("single_photon_error_rate"), 1e-4);
        }
        // Of the joint programme only the rate is a bound; the rate at which it is reached is flat.
        expect("phase_error_rate", found.at("quantities").at("phase_error_rate"), proof == "leaky-decoy-joint" ? 0.01 : 1e-4);
        expect("rate", found.at("rate_bits_per_pulse"), 1e-4);
    }
    if (leaks) {
        EXPECT_EQ(bound(document, "decoy-ideal").at("outcome"), "not_applicable");
    }
}

INSTANTIATE_TEST_SUITE_P(All, DecoyPoint, testing::ValuesIn(csv_rows("decoy_points.csv")),
                         [](const auto& info) { return info.param.at("id"); });

TEST(DecoyPoints, AreAllThere) {
    const std::vector<Row> rows = csv_rows("decoy_points.csv");
    EXPECT_EQ(rows.size(), 33U);
    for (const Row& row : rows) EXPECT_EQ(row.size(), 13U);
}

}  // namespace
}  // namespace keybound::test
