#include "keybound/device/leakage/pulse_correlation.hpp"

#include <gtest/gtest.h>

#include "keybound/core/error.hpp"

namespace keybound {
namespace {

double leakage_of(std::vector<double> leakage) {
    SideChannel entry;
    entry.leakage = std::move(leakage);
    return pulse_correlation_leakage(entry, {});
}

TEST(PulseCorrelation, ByHand) {
    EXPECT_EQ(leakage_of({1e-7}), 1e-7);
    EXPECT_EQ(leakage_of({0.0, 0.0}), 0.0);
    EXPECT_NEAR(leakage_of({0.1, 0.2, 0.5}), 0.64, 1e-15);
    EXPECT_NEAR(leakage_of({1e-6, 1e-8}), 1.00999999e-6, 1e-20);
    EXPECT_EQ(leakage_of({1.0, 0.3}), 1.0);
}

TEST(PulseCorrelation, OfLaserPulsesIsNotProved) {
    SideChannel entry;
    entry.leakage = {1e-7};
    EXPECT_THROW(pulse_correlation_leakage(entry, {0.5}), Bug);
}

}  // namespace
}  // namespace keybound
