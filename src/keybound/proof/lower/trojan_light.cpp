#include "keybound/proof/lower/trojan_light.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <string>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/lower/decoy_source.hpp"
#include "keybound/quantum/photon_number.hpp"

namespace keybound {

namespace {

using Complex = std::complex<double>;
using Overlaps = std::array<std::array<Complex, 2>, 2>;  // of bit b of Z with bit c of X

constexpr double pi = std::numbers::pi;
constexpr std::array<double, 4> encoded_phase = {0.0, pi, 0.5 * pi, 1.5 * pi};  // of 0Z 1Z 0X 1X, seen by Eve's light

// <u_b|u_c> of the mode of bit b of Z and that of bit c of X.
Complex mode_overlap(DecoyPulses::Encoding encoding, int b, int c) {
    if (encoding == DecoyPulses::Encoding::polarisation) return (b == 1 && c == 1 ? -1.0 : 1.0) / std::numbers::sqrt2;
    return 0.5 *
           (1.0 + std::polar(1.0, encoded_phase[static_cast<std::size_t>(2 + c)] - encoded_phase[static_cast<std::size_t>(b)]));
}

// 1 - the largest |1/2 sum_bc e^(i phases) <b_Z|c_X> o_bc| over phases of the four states that a search finds. Any phases are
// those of a virtual protocol, so no more than a search is needed.
double dependence(const Overlaps& overlaps) {
    Overlaps term;
    for (int b = 0; b < 2; ++b) {
        for (int c = 0; c < 2; ++c) term[b][c] = 0.5 / std::numbers::sqrt2 * (b == 1 && c == 1 ? -1.0 : 1.0) * overlaps[b][c];
    }
    const auto fidelity = [&](double phase) {
        const Complex turn = std::polar(1.0, phase);
        return std::abs(term[0][0] + turn * term[1][0]) + std::abs(term[0][1] + turn * term[1][1]);
    };
    double best = 0.0, at = 0.0, width = pi / 32.0;
    for (int k = 0; k < 64; ++k) {
        if (fidelity(k * width) > best) best = fidelity(at = k * width);
    }
    for (int halving = 0; halving < 40; ++halving, width *= 0.5) {
        for (const double to : {at - width, at + width}) {
            if (fidelity(to) > best) best = fidelity(at = to);
        }
    }
    return std::clamp(rounding::up(1.0 - best, 64, 1.0), 0.0, 1.0);
}

double light_of(const DecoyPulses& pulses, int i) {
    return pulses.trojan_light->intensity * pulses.intensities[static_cast<std::size_t>(i)] / pulses.intensities.front();
}

}  // namespace

DecoyStates states_with_trojan_light(const DecoyPulses& pulses) {
    DecoyPulses together = pulses;  // the mode of a setting is that of the pulse with an arm of Eve's: one laser pulse again
    for (std::size_t i = 0; i < pulses.intensities.size(); ++i)
        together.intensities[i] += light_of(pulses, static_cast<int>(i));
    DecoyStates states{photon_numbers(together, 0.0), 0.0};
    const double share = pulses.trojan_light->intensity / pulses.intensities.front();
    const double mean = together.intensities.front();
    const int step = pulses.phases;  // 0: only one photon
    const double whole = step == 0 ? poisson(1, mean) : pseudo_fock_probability(1, step, mean);
    Overlaps overlaps{};
    for (int b = 0; b < 2; ++b) {
        for (int c = 0; c < 2; ++c) {
            const Complex eve =
                std::polar(share, encoded_phase[static_cast<std::size_t>(2 + c)] - encoded_phase[static_cast<std::size_t>(b)]);
            const Complex mode = (mode_overlap(pulses.encoding, b, c) + eve) / (1.0 + share);
            Complex power = mode;
            for (int photons = 1; photons < 200; photons += step) {
                overlaps[b][c] += poisson(photons, mean) / whole * power;
                if (step == 0) break;
                for (int k = 0; k < step; ++k) power *= mode;
            }
        }
    }
    states.basis_dependence = dependence(overlaps);
    return states;
}

DecoyStates states_behind_phase_modulator(const DecoyPulses& pulses) {
    DecoyStates states{photon_numbers(pulses, 0.0), 1.0};
    PhotonNumbers& known = states.known;
    for (int i = 0; i < known.intensities; ++i) {
        for (int k = 0; k < known.intensities; ++k) {
            const double one = std::sqrt(light_of(pulses, i)), other = std::sqrt(light_of(pulses, k));
            const double apart = std::fabs(one - other) + rounding::margin(8, one + other);
            const double u = rounding::up(-std::expm1(-apart * apart), 32, apart * apart);
            for (int n = 0; n < known.numbers; ++n) {
                const bool both = known.low[i][n] > 0.0 && known.low[k][n] > 0.0;  // vacuum has no photons
                known.apart[i][k][n] = both ? std::min(1.0, u) : 1.0;
            }
        }
    }
    const auto& light = *pulses.trojan_light;
    const int phases = std::max(1, light.modulator_phases);
    // Overlap of the purified light of two settings whose purifying registers are shifted against each other by `steps`.
    const auto light_overlap = [&](int from, int to, int steps) {
        const double turn = 2.0 * pi * steps / phases;
        const double encoded = encoded_phase[static_cast<std::size_t>(to)] - encoded_phase[static_cast<std::size_t>(from)];
        return std::exp(light.intensity * (std::polar(1.0, encoded + turn) - 1.0) +
                        light.modulator_intensity * (std::polar(1.0, turn) - 1.0));
    };
    for (int one_z = 0; one_z < phases; ++one_z) {
        for (int zero_x = 0; zero_x < phases; ++zero_x) {
            for (int one_x = 0; one_x < phases; ++one_x) {
                const std::array<int, 4> shift = {0, one_z, zero_x, one_x};
                Overlaps overlaps{};
                for (int b = 0; b < 2; ++b) {
                    for (int c = 0; c < 2; ++c) {
                        const int steps = shift[static_cast<std::size_t>(b)] - shift[static_cast<std::size_t>(2 + c)];
                        overlaps[b][c] = mode_overlap(pulses.encoding, b, c) * light_overlap(b, 2 + c, steps);
                    }
                }
                double most = 0.0;  // what the phases could reach at best
                for (const auto& row : overlaps) most += 0.5 / std::numbers::sqrt2 * (std::abs(row[0]) + std::abs(row[1]));
                if (1.0 - most < states.basis_dependence) {
                    states.basis_dependence = std::min(states.basis_dependence, dependence(overlaps));
                }
            }
        }
    }
    return states;
}

Outcome<PhaseErrorBound> prove_with_known_light(const Link& link, const KnownLight& light,
                                                const std::vector<EvidenceItem>* items) {
    using Result = Outcome<PhaseErrorBound>;
    if (!link.decoy) return Result::not_applicable(needs_laser_pulses);
    if (!link.decoy->trojan_light) return Result::not_applicable("needs trojan_horse.output_intensity");
    const std::string failed = light.failed_hypothesis(*link.decoy);
    if (!failed.empty()) return Result::not_applicable(failed);
    if (link.decoy->other_leakage > 0.0) {
        return Result::not_applicable("needs source.leakage = 0: only the light is characterised");
    }
    return prove_decoy_states(link, light.states(*link.decoy), items);
}

}  // namespace keybound
