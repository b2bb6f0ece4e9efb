#include "keybound/proof/lower/leaky_decoy_characterised.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "keybound/proof/lower/decoy_ideal.hpp"
#include "keybound/proof/lower/leaky_decoy.hpp"
#include "keybound/proof/lower/trojan_light.hpp"
#include "keybound/rate/evaluate.hpp"
#include "keybound/rate/key_rate.hpp"
#include "support/laser_links.hpp"

namespace keybound::test {
namespace {

constexpr double pi = std::numbers::pi;

// Three modes with up to `most` photons in all, pulse first, written out photon by photon.
class ThreeModes {
 public:
    static constexpr int most = 11;

    // The pseudo-Fock state n of `phases` phases of the coherent state with these amplitudes times e^(i theta), not normalised.
    static std::vector<Complex> state(const std::array<Complex, 3>& amplitudes, int n, int phases) {
        std::vector<Complex> result;
        for (int a = 0; a <= most; ++a) {
            for (int b = 0; a + b <= most; ++b) {
                for (int c = 0; a + b + c <= most; ++c) {
                    Complex sum = 0.0;
                    for (int k = 0; k < phases; ++k) {
                        const double theta = 2.0 * pi * k / phases;
                        sum += std::polar(1.0, -theta * n) * fock(amplitudes[0] * std::polar(1.0, theta), a) *
                               fock(amplitudes[1] * std::polar(1.0, theta), b) *
                               fock(amplitudes[2] * std::polar(1.0, theta), c);
                    }
                    result.push_back(sum / static_cast<double>(phases));
                }
            }
        }
        return result;
    }
    static Complex inner(const std::vector<Complex>& x, const std::vector<Complex>& y) {
        Complex sum = 0.0;
        for (std::size_t k = 0; k < x.size(); ++k) sum += std::conj(x[k]) * y[k];
        return sum;
    }

 private:
    static Complex fock(Complex alpha, int n) {
        Complex value = std::exp(-0.5 * std::norm(alpha));
        for (int k = 1; k <= n; ++k) value *= alpha / std::sqrt(static_cast<double>(k));
        return value;
    }
};

// Amplitudes of pulse and light for a setting 0Z 1Z 0X 1X.
std::array<Complex, 3> emitted(DecoyPulses::Encoding encoding, int setting, double intensity, double light) {
    const double phase[] = {0.0, pi, 0.5 * pi, 1.5 * pi};
    const double first[] = {1.0, 0.0, 1.0, 1.0}, second[] = {0.0, 1.0, 1.0, -1.0};
    const bool x = setting >= 2;
    const double root = std::sqrt(intensity), half = root / std::numbers::sqrt2;
    if (encoding == DecoyPulses::Encoding::phase)
        return {half, std::polar(half, phase[setting]), std::polar(std::sqrt(light), phase[setting])};
    const double size = x ? half : root;
    return {size * first[setting], size * second[setting], std::polar(std::sqrt(light), phase[setting])};
}

TEST(LeakyDecoyCharacterised, PhotonNumbersAndOverlapsAreThoseOfTheStatesWrittenOut) {
    for (const auto encoding : {DecoyPulses::Encoding::polarisation, DecoyPulses::Encoding::phase}) {
        DecoyPulses pulses;
        pulses.intensities = {0.31, 0.12, 0.05};
        pulses.phases = 4;
        pulses.encoding = encoding;
        pulses.trojan_light = DecoyPulses::TrojanLight{0.02, 0.0, 0};
        const DecoyStates states = states_with_trojan_light(pulses);
        const auto light = [&](int i) { return 0.02 * pulses.intensities[i] / pulses.intensities[0]; };
        for (int n = 0; n < 4; ++n) {
            for (int setting = 0; setting < 4; ++setting) {
                std::vector<std::vector<Complex>> written;
                for (int i = 0; i < 3; ++i) {
                    written.push_back(ThreeModes::state(emitted(encoding, setting, pulses.intensities[i], light(i)), n, 4));
                    const double p = ThreeModes::inner(written[i], written[i]).real();
                    EXPECT_NEAR(states.known.low[i][n], p, 1e-9) << n << i;
                    EXPECT_NEAR(states.known.high[i][n], p, 1e-9) << n << i;
                }
                const double overlap = std::abs(ThreeModes::inner(written[0], written[1]));
                const double norms = std::sqrt(ThreeModes::inner(written[0], written[0]).real() *
                                               ThreeModes::inner(written[1], written[1]).real());
                const double apart = 1.0 - overlap * overlap / (norms * norms);
                EXPECT_NEAR(states.known.apart[0][1][n], apart, 1e-8) << n;
                EXPECT_GE(states.known.apart[0][1][n], apart - 1e-9) << n;
            }
        }
        // The coin between the bases, with phases of the virtual protocol on a grid.
        std::vector<std::vector<Complex>> single;
        for (int setting = 0; setting < 4; ++setting) {
            single.push_back(ThreeModes::state(emitted(encoding, setting, pulses.intensities[0], light(0)), 1, 4));
            const double norm = std::sqrt(ThreeModes::inner(single.back(), single.back()).real());
            for (Complex& amplitude : single.back()) amplitude /= norm;
        }
        double best = 0.0;
        for (int k = 0; k < 4096; ++k) {
            const Complex turn = std::polar(1.0, 2.0 * pi * k / 4096);
            double sum = 0.0;
            for (int c = 0; c < 2; ++c) {
                const double sign = c == 0 ? 1.0 : -1.0;
                sum += 0.5 / std::numbers::sqrt2 *
                       std::abs(ThreeModes::inner(single[0], single[2 + c]) +
                                sign * turn * ThreeModes::inner(single[1], single[2 + c]));
            }
            best = std::max(best, sum);
        }
        EXPECT_NEAR(states.basis_dependence, 1.0 - best, 2e-6);
        EXPECT_GE(states.basis_dependence, 1.0 - best - 2e-6);
        EXPECT_GT(states.basis_dependence, 1e-4);
    }
}

TEST(LeakyDecoyCharacterised, OnePhotonOfPhaseEncodingLeaksNoBasis) {
    DecoyPulses pulses;
    pulses.intensities = {0.4, 0.1, 0.0};
    pulses.encoding = DecoyPulses::Encoding::phase;
    pulses.trojan_light = DecoyPulses::TrojanLight{0.03, 0.0, 0};
    EXPECT_LT(states_with_trojan_light(pulses).basis_dependence, 1e-12);
    pulses.encoding = DecoyPulses::Encoding::polarisation;
    const double kappa = 0.03 / 0.4;
    EXPECT_NEAR(states_with_trojan_light(pulses).basis_dependence, kappa / (1.0 + kappa), 0.1 * kappa);
}

double rate(const Link& link, LowerProof prove) { return asymptotic_key_rate(link, prove(link).value()).value; }

TEST(LeakyDecoyCharacterised, HardlyAnyLightIsTheIdealBound) {
    const double ideal = rate(laser_link("channel.fibre_km = 40"), prove_decoy_ideal);
    const Link link = laser_link("channel.fibre_km = 40\ntrojan_horse.output_intensity = 1e-16");
    EXPECT_GT(ideal, 0.01);
    EXPECT_NEAR(rate(link, prove_leaky_decoy_characterised), ideal, 1e-6 * ideal);
    EXPECT_LE(rate(link, prove_leaky_decoy_characterised), ideal * (1.0 + 1e-9));
}

TEST(LeakyDecoyCharacterised, MoreLightGivesLessAndMoreThanUncharacterisedLight) {
    for (const char* randomisation : {"", "source.phase_randomisation = \"discrete\"\nsource.phases = 8\n"}) {
        double before = 1.0;
        int better = 0;
        for (const char* light : {"1e-12", "1e-10", "1e-8", "1e-6", "1e-4"}) {
            const Link link = laser_link("channel.fibre_km = 60\ntrojan_horse.output_intensity = " + std::string(light) + "\n" +
                                         randomisation);
            const double known = rate(link, prove_leaky_decoy_characterised), unknown = rate(link, prove_leaky_decoy);
            EXPECT_LE(known, before * (1.0 + 1e-6)) << light;
            EXPECT_GE(known, unknown) << light;
            better += known > 1.01 * unknown;
            before = known;
        }
        EXPECT_GE(better, 2);
    }
}

TEST(LeakyDecoyCharacterised, SaysWhyItDoesNotApply) {
    EXPECT_EQ(prove_leaky_decoy_characterised(laser_link("")).reason(), "needs trojan_horse.output_intensity");
    EXPECT_EQ(
        prove_leaky_decoy_characterised(laser_link("trojan_horse.output_intensity = 1e-7\nsource.leakage = 1e-9")).verdict(),
        Verdict::not_applicable);
    EXPECT_EQ(
        prove_leaky_decoy_characterised(laser_link("trojan_horse = {output_intensity = 1e-7, phase_modulator_phases = 4}"))
            .verdict(),
        Verdict::not_applicable);
}

}  // namespace
}  // namespace keybound::test
