#include "attack/laser_models.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "attack/laser_measurements.hpp"
#include "support/matrices.hpp"

namespace keybound::test {

namespace {

constexpr double pi = std::numbers::pi;
constexpr std::array<double, 4> encoded_phase = {0.0, pi, 0.5 * pi, 1.5 * pi};  // of 0Z 1Z 0X 1X, seen by Eve's light

// How the side channel is used in one model.
struct Leak {
    int family;        // of the leaking part: see leaking_part
    int tells;         // which settings it tells apart
    double share;      // of it in the side channel
    int shift;         // of photon numbers against the phase
    Ket coefficients;  // of the side channel's kets, up to normalisation
    int frequency;     // with which the phase enters
};

// The level of the side channel that a setting lights up: 1 or 2; 0 is darkness.
int level_of(const Leak& leak, int intensity, int setting) {
    switch (leak.tells) {
        case 0:
            return 1 + (intensity > 0);  // the signal
        case 1:
            return 1 + setting % 2;  // the bit
        case 2:
            return 1 + setting / 2;  // the basis
        case 3:
            return 1 + (intensity + setting) % 2;  // both
        default:
            return 1;
    }
}

Mode other_mode(const Mode& mode) { return {-std::conj(mode[1]), std::conj(mode[0])}; }

// Orthogonal to the ideal pulse of this phase, of norm 1 for every phase, and of few Fourier components in the phase.
Ket leaking_part(const Leak& leak, double mean, int intensity, int setting, const FockSpace& space, const Mode& mode,
                 double theta) {
    const int level = level_of(leak, intensity, setting);
    const auto wave = [&](int m) { return std::polar(1.0, m * theta); };
    Ket outside = Ket::Zero(space.dimension());
    if (leak.family == 0) {  // a flash instead of the pulse
        outside += wave(leak.frequency) * space.in_side(space.fock(mode, 0), level);
    } else if (leak.family == 1) {  // photons whose phase belongs to another number
        for (int n = 0; n < leak.coefficients.size(); ++n) {
            outside += leak.coefficients[n] * wave(leak.frequency + n) * space.in_side(space.fock(mode, n), level);
        }
    } else {  // one photon in the other mode
        outside += wave(leak.frequency) * space.in_side(space.fock(other_mode(mode), 1), level);
    }
    outside /= outside.norm();
    if (mean == 0.0 || leak.share == 1.0) return outside;
    // In darkness: sum_n d_n e^{i (n + shift) theta} |n>, d orthogonal to the amplitudes of the pulse.
    const Eigen::VectorXd amplitudes = space.coherent_amplitudes(mean);
    Eigen::VectorXd d = leak.coefficients.real().head(amplitudes.size());
    d -= amplitudes * amplitudes.dot(d);
    d /= d.norm();
    Ket inside = Ket::Zero(space.dimension());
    for (int n = 0; n < amplitudes.size(); ++n) inside += d[n] * wave(n + leak.shift) * space.in_side(space.fock(mode, n), 0);
    return std::sqrt(leak.share) * outside + std::sqrt(1.0 - leak.share) * inside;
}

Ket random_ket(Random& random, int size) {
    return Ket(Ket::NullaryExpr(size, [&] { return normal(random); })).normalized();
}

// sqrt(1 - leakage) |ideal> + sqrt(leakage) |other, made orthogonal to it>, of the length of the ideal one.
Ket leaked(const Ket& ideal, Ket other, double leakage) {
    const double length = ideal.norm();
    other -= ideal * (ideal.dot(other) / (length * length));
    const double norm = other.norm();
    if (!(norm > 1e-12)) return ideal;
    return std::sqrt(1.0 - leakage) * ideal + std::sqrt(leakage) * length / norm * other;
}

Ket pulse(const FockSpace& space, const Eigen::VectorXd& amplitudes, const Mode& mode, double theta, int level = 0) {
    Ket optical = Ket::Zero(space.optical());
    for (int n = 0; n < amplitudes.size(); ++n) optical += amplitudes[n] * std::polar(1.0, n * theta) * space.fock(mode, n);
    return space.in_side(optical, level);
}

std::string named(const LaserAttack& attack) {
    return (attack.phases == 0 ? "continuous" : std::to_string(attack.phases) + " phases") +
           (attack.encoding == DecoyPulses::Encoding::phase ? ", phase encoding" : "");
}

std::vector<double> random_intensities(Random& random) {
    const double signal = uniform(random, 0.1, 0.6);
    return {signal, signal * uniform(random, 0.05, 0.5), random() % 2 == 0 ? 0.0 : 0.001};
}

// Photons of the light in `i` of its number state.
std::complex<double> light_amplitude(double mean, double phase, int n) {
    return std::polar(std::exp(-0.5 * mean) * std::sqrt(std::pow(mean, n) / std::tgamma(n + 1.0)), n * phase);
}

}  // namespace

LaserAttack random_laser_attack(Random& random) {
    LaserAttack attack;
    const FockSpace& space = attack.space;
    attack.intensities = {uniform(random, 0.1, 0.3), uniform(random, 0.02, 0.08), random() % 2 == 0 ? 0.0 : 0.001};
    attack.phases = random() % 2 == 0 ? 0 : 4 + static_cast<int>(random() % 5);
    attack.encoding = random() % 2 == 0 ? DecoyPulses::Encoding::polarisation : DecoyPulses::Encoding::phase;
    const double leakage = random() % 8 == 0 ? 0.0 : log_uniform(random, 1e-9, 3e-4);
    const bool free_of_form = attack.phases > 0 && random() % 3 == 0;  // any ket for any phase
    Leak leak;
    leak.family = static_cast<int>(random() % 3);
    leak.tells = static_cast<int>(random() % 5);
    leak.share = random() % 3 == 0 ? uniform(random, 0.0, 1.0) : static_cast<double>(random() % 2);
    leak.shift = static_cast<int>(random() % 5) - 2;
    leak.frequency = static_cast<int>(random() % 3);
    leak.coefficients = random_ket(random, 7);
    if (random() % 2 == 0) {  // one number alone, which turns an eigenvector the most
        leak.coefficients.setConstant(1e-3);
        leak.coefficients[static_cast<int>(random() % 3)] = 1.0;
    }
    const bool unequal = random() % 2 == 0;
    // The amplitudes hold frequencies between -2 and 8, so that 16 phases average like all.
    const int steps = attack.phases > 0 ? attack.phases : 16;
    for (std::size_t i = 0; i < attack.intensities.size(); ++i) {
        const double mean = attack.intensities[i];
        const Eigen::VectorXd amplitudes = space.coherent_amplitudes(mean);
        auto& settings = attack.emitted.emplace_back();
        for (int j = 0; j < 4; ++j) {
            const double own = unequal ? leakage * (random() % 2 == 0 ? 1.0 : uniform(random, 0.0, 1.0)) : leakage;
            const Mode mode = mode_of(attack.encoding, j);
            settings[j].resize(space.dimension(), steps);
            for (int k = 0; k < steps; ++k) {
                const double theta = 2.0 * pi * k / steps;
                settings[j].col(k) = leaked(pulse(space, amplitudes, mode, theta),
                                            free_of_form ? random_ket(random, space.dimension())
                                                         : leaking_part(leak, mean, static_cast<int>(i), j, space, mode, theta),
                                            own);
            }
        }
        // More photons than the space has are missing from the pulses: that is leakage too.
        const double missing = space.missing(mean);
        attack.leakage = std::max(attack.leakage, leakage + missing - leakage * missing);
    }
    attack.other_leakage = attack.leakage;
    measure_like_detectors(random, attack);
    attack.recipe = named(attack) + ", family " + std::to_string(leak.family) + " tells " + std::to_string(leak.tells) +
                    " share " + std::to_string(leak.share) + " shift " + std::to_string(leak.shift) +
                    (free_of_form ? " of no form" : "") + ", log10 leakage " + std::to_string(std::log10(attack.leakage));
    return attack;
}

LaserAttack pulses_with_light(const std::vector<double>& intensities, int phases, DecoyPulses::Encoding encoding,
                              double light) {
    LaserAttack attack;
    attack.space = FockSpace(5, 3);
    const FockSpace& space = attack.space;
    attack.intensities = intensities;
    attack.phases = phases;
    attack.encoding = encoding;
    attack.light = DecoyPulses::TrojanLight{light, 0.0, 0};
    attack.leakage = -std::expm1(-light);
    // Up to 5 photons of the pulse and 2 of the light follow the phase, so that 8 phases average like all.
    const int steps = phases > 0 ? phases : 8;
    for (const double mean : intensities) {
        const Eigen::VectorXd amplitudes = space.true_amplitudes(mean);
        const double photons = light * mean / intensities.front();
        auto& settings = attack.emitted.emplace_back();
        for (int j = 0; j < 4; ++j) {
            settings[j].resize(space.dimension(), steps);
            for (int k = 0; k < steps; ++k) {
                const double theta = 2.0 * pi * k / steps;
                Ket ket = Ket::Zero(space.dimension());
                for (int n = 0; n < space.levels(); ++n) {
                    ket += light_amplitude(photons, theta + encoded_phase[j], n) *
                           pulse(space, amplitudes, mode_of(encoding, j), theta, n);
                }
                settings[j].col(k) = ket;
            }
        }
    }
    attack.recipe = named(attack) + ", light " + std::to_string(light);
    return attack;
}

LaserAttack random_pulses_with_light(Random& random) {
    const std::vector<double> intensities = random_intensities(random);
    const int phases = random() % 3 == 0 ? 0 : 4 + static_cast<int>(random() % 5);
    const auto encoding = random() % 3 == 0 ? DecoyPulses::Encoding::phase : DecoyPulses::Encoding::polarisation;
    return pulses_with_light(intensities, phases, encoding, log_uniform(random, 1e-6, 0.05));
}

LaserAttack pulses_behind_modulator(const std::vector<double>& intensities, const DecoyPulses::TrojanLight& light,
                                    int most_photons) {
    // Photons of light and of modulator: both, and not more than two.
    constexpr std::array<std::array<int, 2>, 6> side = {{{0, 0}, {1, 0}, {0, 1}, {2, 0}, {1, 1}, {0, 2}}};
    LaserAttack attack;
    attack.space = FockSpace(most_photons, static_cast<int>(side.size()));
    const FockSpace& space = attack.space;
    attack.intensities = intensities;
    attack.light = light;
    attack.leakage = -std::expm1(-light.intensity);
    attack.registers = light.modulator_phases;
    const int steps = most_photons + 1;  // which average like all phases
    for (const double mean : intensities) {
        const Eigen::VectorXd amplitudes = space.true_amplitudes(mean);
        const double photons = light.intensity * mean / intensities.front();
        auto& settings = attack.emitted.emplace_back();
        for (int j = 0; j < 4; ++j) {
            settings[j] = Operator::Zero(space.dimension(), steps * attack.registers);
            for (int k = 0; k < steps; ++k) {
                for (int m = 0; m < attack.registers; ++m) {
                    const double phi = 2.0 * pi * m / attack.registers;
                    for (std::size_t level = 0; level < side.size(); ++level) {
                        const std::complex<double> amplitude =
                            light_amplitude(photons, encoded_phase[j] + phi, side[level][0]) *
                            light_amplitude(light.modulator_intensity, phi, side[level][1]);
                        settings[j].col(k * attack.registers + m) +=
                            amplitude * pulse(space, amplitudes, mode_of(attack.encoding, j), 2.0 * pi * k / steps,
                                              static_cast<int>(level));
                    }
                }
            }
        }
    }
    attack.recipe = "light " + std::to_string(light.intensity) + ", modulator of " + std::to_string(light.modulator_phases) +
                    " phases " + std::to_string(light.modulator_intensity);
    return attack;
}

LaserAttack random_pulses_behind_modulator(Random& random) {
    const std::vector<double> intensities = random_intensities(random);
    const double light = log_uniform(random, 1e-6, 0.03);
    const double modulator = random() % 4 == 0 ? 0.0 : light * log_uniform(random, 1e-3, 3.0);
    return pulses_behind_modulator(intensities, {light, modulator, 1 + static_cast<int>(random() % 5)});
}

LaserAttack designed_pulses(const LeakDesign& design) {
    LaserAttack attack;
    attack.space = FockSpace(6, 2);
    const FockSpace& space = attack.space;
    attack.intensities = design.intensities;
    attack.phases = design.phases;
    const int steps = design.phases;
    for (std::size_t i = 0; i < design.intensities.size(); ++i) {
        const double mean = design.intensities[i];
        const Eigen::VectorXd amplitudes = space.coherent_amplitudes(mean);
        const auto kind = static_cast<std::size_t>(i > 0);
        auto& settings = attack.emitted.emplace_back();
        for (int j = 0; j < 4; ++j) {
            const Mode mode = mode_of(attack.encoding, j);
            std::array<Ket, LeakDesign::kets> into;
            for (int n = 0; n < 4; ++n) into[n] = space.in_side(space.fock(mode, n), 0);
            into[4] = space.in_side(space.fock(other_mode(mode), 1), 0);
            into[5] = space.in_side(space.fock(mode, 0), 1);
            into[6] = space.in_side(space.fock(mode, 1), 1);
            settings[j].resize(space.dimension(), steps);
            for (int k = 0; k < steps; ++k) {
                const double theta = 2.0 * pi * k / steps;
                Ket other = Ket::Zero(space.dimension());
                for (int f = 0; f < LeakDesign::frequencies; ++f) {
                    for (int v = 0; v < LeakDesign::kets; ++v) {
                        const std::complex<double> amplitude =
                            design.even[kind](f, v) + std::polar(1.0, design.turn[j]) * design.odd[kind](f, v);
                        other += std::polar(1.0, f * theta) * amplitude * into[v];
                    }
                }
                settings[j].col(k) = leaked(pulse(space, amplitudes, mode, theta), other, design.leakage);
            }
        }
        const double missing = space.missing(mean);
        attack.leakage = std::max(attack.leakage, design.leakage + missing - design.leakage * missing);
    }
    attack.other_leakage = attack.leakage;
    attack.recipe = named(attack) + " by design, leakage " + std::to_string(design.leakage);
    return attack;
}

void leak_more(Random& random, LaserAttack& attack, double leakage) {
    double missing = 0.0;
    for (std::size_t i = 0; i < attack.emitted.size(); ++i) {
        missing = std::max(missing, attack.space.missing(attack.intensities[i]));
        for (Operator& kets : attack.emitted[i]) {
            for (Eigen::Index k = 0; k < kets.cols(); ++k) {
                const Ket ket = kets.col(k).normalized();
                Ket dark = ket;  // the ideal pulse without light: overlaps with it shall stay positive
                dark.tail(attack.space.dimension() - attack.space.optical()).setZero();
                Ket lit = ket - dark;
                Ket other = random_ket(random, attack.space.dimension());
                for (const Ket& known : {dark, lit}) {
                    if (known.norm() > 1e-12) other -= known * (known.dot(other) / known.squaredNorm());
                }
                kets.col(k) = leaked(ket, other, leakage);
            }
        }
    }
    const double more = leakage + missing - leakage * missing;
    attack.other_leakage = more;
    attack.leakage += more * (1.0 - attack.leakage);
}

}  // namespace keybound::test
