// Leakages of side channels against 80 digits: never below the exact value, and close to it.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "keybound/device/leakage/budget.hpp"
#include "keybound/device/leakage/composition.hpp"
#include "oracle/ball.hpp"
#include "support/samples.hpp"

namespace keybound::test {
namespace {

Ball power_of_ten(const Ball& exponent) { return exp(exponent * log(Ball(10))); }

void expect_above_and_close(double reported, const Ball& exact, double relative) {
    EXPECT_FALSE(certainly_less(Ball::of(reported), exact)) << reported << " is below " << exact.to_double();
    EXPECT_LE(reported, exact.to_double() * (1.0 + relative) + 1e-300);
}

double leakage_of(const SideChannel& entry, std::optional<double> intensity = std::nullopt) {
    SourceTable table;
    table.side_channels = {entry};
    return leakage_budget(table, {intensity}).leakage;
}

TEST(LeakageOracle, TrojanHorse) {
    Random random(20261211);
    for (int sample = 0; sample < samples(2000); ++sample) {
        SideChannel entry;
        entry.kind = "trojan-horse";
        entry.cap = "pulse";
        entry.light = sample % 2 == 0 ? "coherent" : "any";
        entry.power_dbm = uniform(random, -200.0, 60.0);
        entry.pulse_duration_s = log_uniform(random, 1e-12, 1e-3);
        entry.wavelength_nm = uniform(random, 200.0, 4000.0);
        entry.isolation_db = uniform(random, 0.0, 400.0);
        const Ball watt = power_of_ten(Ball::of(*entry.power_dbm) / Ball(10)) / Ball(1000);
        const Ball photon = Ball::of("6.62607015e-34") * Ball(299792458) / (Ball::of(*entry.wavelength_nm) * Ball::of("1e-9"));
        const Ball output =
            watt * Ball::of(*entry.pulse_duration_s) / photon * power_of_ten(-Ball::of(*entry.isolation_db) / Ball(10));
        const double reported = leakage_of(entry);
        if (certainly_at_most(Ball(1), output)) {
            EXPECT_GE(reported, entry.light == "any" ? 1.0 : 0.6);
            EXPECT_LE(reported, 1.0);
            continue;
        }
        expect_above_and_close(reported, entry.light == "any" ? output : -expm1(-output), 1e-12);
    }
}

TEST(LeakageOracle, ModesAndStates) {
    Random random(20261212);
    for (int sample = 0; sample < samples(2000); ++sample) {
        SideChannel modes, state;
        modes.kind = "mode-dependence";
        modes.extinction_db = uniform(random, 4.0, 300.0);
        const Ball outside = power_of_ten(-Ball::of(*modes.extinction_db) / Ball(10));
        const double intensity = uniform(random, 1e-3, 1.0);
        expect_above_and_close(leakage_of(modes), outside, 1e-12);
        expect_above_and_close(leakage_of(modes, intensity), Ball::of(intensity) * outside / (Ball(1) - outside), 1e-12);
        state.kind = "state-preparation";
        state.angle_rad = log_uniform(random, 1e-12, 1.5);
        const Ball angle = Ball::of(*state.angle_rad), half = angle / Ball(2);
        expect_above_and_close(leakage_of(state), sin(angle) * sin(angle), 1e-13);
        expect_above_and_close(leakage_of(state, intensity), -expm1(Ball(-4) * Ball::of(intensity) * sin(half) * sin(half)),
                               1e-13);
    }
}

TEST(LeakageOracle, Composition) {
    Random random(20261213);
    for (int sample = 0; sample < samples(2000); ++sample) {
        const double a = log_uniform(random, 1e-18, 0.4), b = log_uniform(random, 1e-18, 0.4);
        expect_above_and_close(leakage_of_product(a, b), Ball::of(a) + Ball::of(b) - Ball::of(a) * Ball::of(b), 1e-14);
        const Ball angle = asin(sqrt(Ball::of(a))) + asin(sqrt(Ball::of(b)));
        expect_above_and_close(leakage_of_amplitudes(std::vector<double>{a, b}), sin(angle) * sin(angle), 1e-13);
    }
}

}  // namespace
}  // namespace keybound::test
