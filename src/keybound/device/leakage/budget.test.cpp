#include "keybound/device/leakage/budget.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/device/leakage/catalog.hpp"
#include "keybound/device/leakage/composition.hpp"
#include "keybound/device/source.hpp"

namespace keybound {
namespace {

SideChannel given(double leakage, bool product = true) {
    SideChannel entry;
    entry.kind = entry.name = "given";
    entry.leakage = {leakage};
    entry.product = product;
    return entry;
}

SourceTable table_of(std::vector<SideChannel> entries) {
    SourceTable table;
    table.leakage.clear();
    table.side_channels = std::move(entries);
    return table;
}

double total_of(std::vector<SideChannel> entries) { return leakage_budget(table_of(std::move(entries)), {}).leakage; }

TEST(LeakageBudget, OfALeakageAlone) {
    SourceTable table;
    table.leakage = {1e-6, 3e-6, 0.0, 2e-6};
    const LeakageBudget budget = leakage_budget(table, {});
    EXPECT_EQ(budget.leakage, 3e-6);
    ASSERT_EQ(budget.contributions.size(), 1u);
    EXPECT_EQ(budget.contributions[0].name, "source.leakage");
    EXPECT_TRUE(budget.assumptions.empty());
}

TEST(LeakageBudget, OneEntryIsItself) {
    EXPECT_EQ(total_of({given(1e-7)}), 1e-7);
    EXPECT_EQ(total_of({given(1e-7, false)}), 1e-7);
    EXPECT_EQ(total_of({given(0.0), given(1e-7), given(0.0, false)}), 1e-7);
    EXPECT_EQ(total_of({given(0.0)}), 0.0);
}

TEST(LeakageBudget, ProductsFirstThenAmplitudes) {
    EXPECT_NEAR(total_of({given(0.1), given(0.2)}), 0.28, 1e-15);
    EXPECT_NEAR(total_of({given(1e-6, false), given(4e-6)}), 9e-6, 1e-10);
    EXPECT_NEAR(total_of({given(1e-6, false), given(4e-6, false)}), 9e-6, 1e-10);
    // 1e-6 and 3e-6 together are 4e-6, whose amplitude is twice that of the third
    EXPECT_NEAR(total_of({given(1e-6), given(1e-6, false), given(3e-6)}), 9e-6, 1e-10);
}

TEST(LeakageBudget, OrderDoesNotMatterAndMoreEntriesNeverLeakLess) {
    const std::vector<SideChannel> entries = {given(1e-3), given(2e-4, false), given(5e-3), given(1e-5, false)};
    const std::vector<SideChannel> reversed(entries.rbegin(), entries.rend());
    EXPECT_NEAR(total_of(entries) / total_of(reversed), 1.0, 1e-13);
    for (std::size_t count = 2; count <= entries.size(); ++count) {
        const auto end = entries.begin() + static_cast<std::ptrdiff_t>(count);
        EXPECT_GT(total_of({entries.begin(), end}), total_of({entries.begin(), end - 1}));
    }
}

TEST(LeakageBudget, SaysWhatIsClaimed) {
    SideChannel light;
    light.kind = light.name = "trojan-horse";
    light.pulse_energy_j = 1e-12;
    light.wavelength_nm = 1550.0;
    light.isolation_db = 140.0;
    light.light = "any";
    light.cap = "pulse";
    const auto claims = leakage_budget(table_of({light, given(1e-7)}), {}).assumptions;
    ASSERT_EQ(claims.size(), 3u);
    EXPECT_NE(claims[0].find("a limit on every pulse, not on an average"), std::string::npos) << claims[0];
    EXPECT_NE(claims[0].find("1e-12 J"), std::string::npos) << claims[0];
    EXPECT_NE(claims[0].find("140 dB"), std::string::npos) << claims[0];
    EXPECT_NE(claims[2].find("product form"), std::string::npos) << claims[2];
    EXPECT_EQ(leakage_budget(table_of({light, given(1e-7, false)}), {}).assumptions.size(), 2u);
}

TEST(LeakageBudget, IsTheLeakageOfEverySetting) {
    const Source source = make_source(table_of({given(0.1), given(0.2)}), 3);
    for (int j = 0; j < 3; ++j) EXPECT_EQ(source.leakage(j), source.budget.leakage);
    EXPECT_EQ(source.budget.contributions.size(), 2u);
}

// Every kind, reduced by 10 dB: a tenth of the leakage as long as it is small.
TEST(LeakageBudget, ReductionsAreInDecibels) {
    Scenario scenario;
    SideChannel light = given(0.0), modes = given(0.0), angle = given(0.0), correlation = given(0.0);
    light.kind = "trojan-horse";
    light.power_dbm = 0.0;
    light.pulse_duration_s = 1e-9;
    light.wavelength_nm = 1310.0;
    light.isolation_db = 130.0;
    light.light = "coherent";
    light.cap = "pulse";
    modes.kind = "mode-dependence";
    modes.extinction_db = 60.0;
    angle.kind = "state-preparation";
    angle.angle_rad = 1e-4;
    correlation.kind = "pulse-correlation";
    correlation.leakage = {1e-7, 1e-8};
    scenario.source = table_of({light, modes, angle, correlation, given(1e-6)});
    const auto before = leakage_budget(scenario.source, {}).contributions;
    ASSERT_EQ(before.size(), leakage_models().size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        const auto after = leakage_budget(with_less_leakage(scenario, i, 10.0).source, {}).contributions;
        for (std::size_t k = 0; k < before.size(); ++k) {
            EXPECT_NEAR(after[k].epsilon / before[k].epsilon, k == i ? 0.1 : 1.0, 1e-6) << before[i].kind;
        }
    }
}

TEST(LeakageBudget, ReductionsWithoutEntries) {
    Scenario scenario;
    scenario.source.leakage = {1e-6, 0.0, 2e-6, 0.0};
    EXPECT_NEAR(with_less_leakage(scenario, 0, 20.0).source.leakage[2], 2e-8, 1e-20);
    EXPECT_THROW(with_less_leakage(scenario, 1, 20.0), Bug);
    scenario.trojan_horse.output_intensity = 1e-7;
    EXPECT_NEAR(*with_less_leakage(scenario, 1, 10.0).trojan_horse.output_intensity, 1e-8, 1e-20);
    EXPECT_EQ(with_less_leakage(scenario, 1, 10.0).source.leakage[2], 2e-6);
}

}  // namespace
}  // namespace keybound
