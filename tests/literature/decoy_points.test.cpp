// Every reference point of decoy-state BB84, through the command line and its JSON: gains and bit errors to 1e-6, what linear
// programmes give to 1e-4 of its value.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "support/command_line.hpp"

namespace keybound::test {
namespace {

using Json = nlohmann::json;
using Row = std::map<std::string, std::string>;

std::vector<Row> decoy_rows() {
    std::ifstream file(std::string(KEYBOUND_SOURCE_DIR) + "/tests/literature/decoy_points.csv");
    std::vector<std::string> columns;
    std::vector<Row> rows;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') continue;
        std::vector<std::string> cells;
        std::istringstream stream(line);
        for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
        if (columns.empty()) {
            columns = cells;
            continue;
        }
        Row row;
        for (std::size_t i = 0; i < columns.size(); ++i) row[columns[i]] = cells.at(i);
        rows.push_back(row);
    }
    return rows;
}

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

class DecoyPoint : public testing::TestWithParam<Row> {};

TEST_P(DecoyPoint, HoldsThroughTheCommandLine) {
    const Row& row = GetParam();
    const Json document = evaluate_row(row);
    const auto expect = [&](const std::string& column, const Json& value, double relative) {
        ASSERT_TRUE(value.is_number()) << column;
        const double wanted = std::stod(row.at(column));
        EXPECT_NEAR(value.get<double>(), wanted, relative * wanted) << column;
    };
    expect("gain", document.at("statistics").at("detection_probability"), 1e-6);
    expect("qber", document.at("statistics").at("quantum_bit_error_rate"), 1e-6);
    std::vector<std::string> proofs = {"leaky-decoy"};
    if (row.at("leakage") == "0") proofs.emplace_back("decoy-ideal");
    for (const std::string& proof : proofs) {
        const Json& found = bound(document, proof);
        EXPECT_EQ(found.at("outcome"), "proved") << proof << ": " << found.at("reason");
        expect("yield", found.at("quantities").at("single_photon_yield"), 1e-4);
        expect("error_rate", found.at("quantities").at("single_photon_error_rate"), 1e-4);
        expect("phase_error_rate", found.at("quantities").at("phase_error_rate"), 1e-4);
        expect("rate", found.at("rate_bits_per_pulse"), 1e-4);
    }
    if (row.at("leakage") != "0") {
        EXPECT_EQ(bound(document, "decoy-ideal").at("outcome"), "not_applicable");
    }
}

INSTANTIATE_TEST_SUITE_P(All, DecoyPoint, testing::ValuesIn(decoy_rows()),
                         [](const auto& info) { return info.param.at("id"); });

TEST(DecoyPoints, AreAllThere) {
    const std::vector<Row> rows = decoy_rows();
    EXPECT_EQ(rows.size(), 14U);
    for (const Row& row : rows) EXPECT_EQ(row.size(), 10U);
}

}  // namespace
}  // namespace keybound::test
