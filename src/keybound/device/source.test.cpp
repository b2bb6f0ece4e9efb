#include "keybound/device/source.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "keybound/core/error.hpp"
#include "keybound/device/leakage/catalog.hpp"
#include "keybound/device/leakage/given.hpp"

namespace keybound {
namespace {

constexpr double pi = std::numbers::pi;

TEST(Source, HasThePerfectStatesWithoutEncoderError) {
    const Source source = make_source(SourceTable{}, 4);
    const double r = std::sqrt(0.5);
    const double expected[4][2] = {{1.0, 0.0}, {0.0, 1.0}, {r, r}, {-r, r}};
    for (int j = 0; j < 4; ++j) {
        EXPECT_NEAR(std::abs(source.kets(0, j) - expected[j][0]), 0.0, 2e-16) << j;
        EXPECT_NEAR(std::abs(source.kets(1, j) - expected[j][1]), 0.0, 2e-16) << j;
    }
}

// Eq. (3) of Curras-Lorenzo et al.: theta_j = (1 + delta/pi) phi_j / 2, phi = 0, pi, pi/2, 3pi/2.
TEST(Source, TurnsByTheEncoderError) {
    SourceTable table;
    table.modulation_error_rad = 0.063;
    const Source source = make_source(table, 4);
    const double turns[] = {0.0, pi, pi / 2, 3 * pi / 2};
    for (int j = 0; j < 4; ++j) {
        const double theta = (1.0 + 0.063 / pi) * turns[j] / 2.0;
        EXPECT_NEAR(source.ket(j)[0].real(), std::cos(theta), 4e-16) << j;
        EXPECT_NEAR(source.ket(j)[1].real(), std::sin(theta), 4e-16) << j;
        EXPECT_EQ(source.ket(j)[0].imag(), 0.0);
    }
}

TEST(Source, TakesTheStatesAsGiven) {
    SourceTable table;
    table.states = {{0.02, 0.0}, {1.6, 0.05}, {0.8, 0.04}};
    const Source source = make_source(table, 3);
    EXPECT_EQ(source.settings(), 3);
    for (int j = 0; j < 3; ++j) EXPECT_EQ(source.ket(j), qubit_ket(table.states[j][0], table.states[j][1]));
}

TEST(Source, HasOneLeakagePerSetting) {
    SourceTable table;
    table.leakage = {1e-6};
    EXPECT_EQ(make_source(table, 3).leakage, SmallVector::Constant(3, 1e-6));
    table.leakage = {1e-6, 4e-6, 2e-6};
    const Source source = make_source(table, 3);
    EXPECT_EQ(source.leakage(1), 4e-6);
    EXPECT_EQ(source.largest_leakage(), 4e-6);
}

TEST(Source, RefusesWhatTheScenarioShouldHaveRefused) {
    SourceTable table;
    table.leakage = {1e-6, 1e-6};
    EXPECT_THROW(make_source(table, 4), Bug);
    table.leakage = {std::nan("")};
    EXPECT_THROW(make_source(table, 4), Bug);
    table.leakage = {1.5};
    EXPECT_THROW(make_source(table, 4), Bug);
    EXPECT_THROW(make_source(SourceTable{}, 5), Bug);
}

TEST(Leakage, EveryModelExplainsItself) {
    ASSERT_FALSE(leakage_models().empty());
    for (const LeakageModel& model : leakage_models()) {
        EXPECT_NE(model.name, "");
        EXPECT_NE(model.summary, "");
        EXPECT_NE(model.keys, "");
        EXPECT_NE(model.source, "");
    }
}

}  // namespace
}  // namespace keybound
