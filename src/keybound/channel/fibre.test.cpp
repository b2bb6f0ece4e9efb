#include "keybound/channel/fibre.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace keybound {
namespace {

TEST(Fibre, LosesNothingWithoutLengthOrAttenuation) {
    EXPECT_EQ(fibre_transmittance({0.0, 0.2, 0.0}), 1.0);
    EXPECT_EQ(fibre_transmittance({100.0, 0.0, 0.0}), 1.0);
}

TEST(Fibre, LosesDecibels) {
    EXPECT_NEAR(fibre_transmittance({50.0, 0.2, 0.0}), 0.1, 1e-16);
    EXPECT_NEAR(fibre_transmittance({400.0, 0.2, 0.0}) / 1e-8, 1.0, 1e-14);
    EXPECT_NEAR(fibre_transmittance({15.0, 0.2, 0.0}), std::pow(10.0, -0.3), 1e-16);
}

TEST(Fibre, IsDarkAtTheEndOfTheRange) {
    const double eta = fibre_transmittance({10000.0, 1000.0, 0.0});
    EXPECT_GE(eta, 0.0);
    EXPECT_LT(eta, 1e-300);
}

}  // namespace
}  // namespace keybound
