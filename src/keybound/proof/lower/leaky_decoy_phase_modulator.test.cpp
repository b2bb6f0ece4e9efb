#include "keybound/proof/lower/leaky_decoy_phase_modulator.hpp"

#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <cmath>
#include <complex>
#include <numbers>

#include "keybound/proof/lower/trojan_light.hpp"
#include "keybound/rate/key_rate.hpp"
#include "support/laser_links.hpp"

namespace keybound::test {
namespace {

constexpr double pi = std::numbers::pi;

DecoyPulses pulses_with(double light, double modulator, int phases) {
    DecoyPulses pulses;
    pulses.intensities = {0.5, 0.1, 0.0};
    pulses.trojan_light = DecoyPulses::TrojanLight{light, modulator, phases};
    return pulses;
}

Complex coherent(Complex alpha, Complex beta) {
    return std::exp(-0.5 * std::norm(alpha) - 0.5 * std::norm(beta) + std::conj(alpha) * beta);
}

// || sqrt(sigma_mu) sqrt(sigma_nu) ||_1 of the two mixtures, as the trace norm of the matrix of overlaps of their terms.
TEST(LeakyDecoyPhaseModulator, IntensitiesAreAsFarApartAsTheMixturesOfTheLight) {
    for (const int phases : {1, 2, 3, 4, 8}) {
        const double light = 0.04, modulator = 0.01;
        const DecoyStates states = states_behind_phase_modulator(pulses_with(light, modulator, phases));
        const double strong = std::sqrt(light), weak = std::sqrt(light * 0.1 / 0.5);
        Eigen::MatrixXcd overlaps(phases, phases);
        for (int k = 0; k < phases; ++k) {
            for (int l = 0; l < phases; ++l) {
                const double one = 2.0 * pi * k / phases, other = 2.0 * pi * l / phases;
                overlaps(k, l) = coherent(std::polar(strong, one), std::polar(weak, other)) / static_cast<double>(phases) *
                                 coherent(std::polar(std::sqrt(modulator), one), std::polar(std::sqrt(modulator), other));
            }
        }
        const double fidelity = Eigen::JacobiSVD<Eigen::MatrixXcd>(overlaps).singularValues().sum();
        EXPECT_NEAR(states.known.apart[0][1][1], 1.0 - fidelity * fidelity, 1e-12) << phases;
        EXPECT_EQ(states.known.apart[0][2][1], 1.0) << "the vacuum has no single photons";
    }
}

// The purified light of two settings, with its register written out.
TEST(LeakyDecoyPhaseModulator, TheBasesAreNoFartherApartThanAnyShiftsOfTheRegister) {
    const double encoded[] = {0.0, pi, 0.5 * pi, 1.5 * pi};
    const double light = 0.05, modulator = 0.02;
    const int phases = 4;
    const double found = states_behind_phase_modulator(pulses_with(light, modulator, phases)).basis_dependence;
    double best = 1.0;
    for (int code = 0; code < phases * phases * phases; ++code) {
        const int shift[] = {0, code % phases, code / phases % phases, code / phases / phases};
        double most = 0.0;
        for (int grid = 0; grid < 256; ++grid) {
            const Complex turn = std::polar(1.0, 2.0 * pi * grid / 256);
            double sum = 0.0;
            for (int c = 0; c < 2; ++c) {
                Complex inner = 0.0;
                for (int b = 0; b < 2; ++b) {
                    Complex registers = 0.0;
                    for (int k = 0; k < phases; ++k) {
                        const int l = ((k + shift[b] - shift[2 + c]) % phases + phases) % phases;
                        const double one = 2.0 * pi * k / phases, other = 2.0 * pi * l / phases;
                        registers += coherent(std::polar(std::sqrt(light), encoded[b] + one),
                                              std::polar(std::sqrt(light), encoded[2 + c] + other)) *
                                     coherent(std::polar(std::sqrt(modulator), one), std::polar(std::sqrt(modulator), other)) /
                                     static_cast<double>(phases);
                    }
                    // <b_Z|c_X> <1_b|1_c> = 1/2 for every pair: both signs agree
                    inner += (b == 1 ? turn : Complex(1.0)) * 0.5 * registers;
                }
                sum += 0.5 * std::abs(inner);
            }
            most = std::max(most, sum);
        }
        best = std::min(best, 1.0 - most);
    }
    EXPECT_NEAR(found, best, 1e-4);
    EXPECT_GE(found, best - 1e-4);
    EXPECT_NEAR(found, 0.02, 0.01) << "about the smaller of the two intensities";
}

TEST(LeakyDecoyPhaseModulator, AModulatorHelpsTheMoreTheLessItLeaks) {
    double before = 0.0;
    for (const char* modulator : {"phases = 1", "phases = 4\ntrojan_horse.phase_modulator_intensity = 1e-6",
                                  "phases = 4\ntrojan_horse.phase_modulator_intensity = 1e-8", "phases = 4"}) {
        const Link link =
            laser_link("channel.fibre_km = 100\ntrojan_horse.output_intensity = 1e-6\ntrojan_horse.phase_modulator_" +
                       std::string(modulator));
        const double rate = asymptotic_key_rate(link, prove_leaky_decoy_phase_modulator(link).value()).value;
        EXPECT_GE(rate, before * (1.0 - 1e-9)) << modulator;
        before = rate;
    }
    EXPECT_GT(before, 1e-3);
}

TEST(LeakyDecoyPhaseModulator, SaysWhyItDoesNotApply) {
    const auto reason = [](const std::string& more) { return prove_leaky_decoy_phase_modulator(laser_link(more)).reason(); };
    EXPECT_EQ(reason("trojan_horse.output_intensity = 1e-7"), "needs trojan_horse.phase_modulator_phases");
    const std::string attack = "trojan_horse = {output_intensity = 1e-7, phase_modulator_phases = 4}\n";
    EXPECT_EQ(reason(attack + "source.phase_randomisation = \"discrete\""), "needs a continuous phase randomisation");
    EXPECT_EQ(reason(attack + "source.encoding = \"phase\""), "needs polarisation encoding");
    EXPECT_EQ(reason(attack + "source.leakage = 1e-9"), "needs source.leakage = 0: only the light is characterised");
}

}  // namespace
}  // namespace keybound::test
