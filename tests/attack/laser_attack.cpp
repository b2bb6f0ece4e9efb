#include "attack/laser_attack.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "attack/fock_space.hpp"

namespace keybound::test {

namespace {

constexpr int signal = 0;

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
        const Mode other = {-std::conj(mode[1]), std::conj(mode[0])};
        outside += wave(leak.frequency) * space.in_side(space.fock(other, 1), level);
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
    std::normal_distribution<double> normal;
    Ket ket(size);
    for (int i = 0; i < size; ++i) ket[i] = {normal(random), normal(random)};
    return ket / ket.norm();
}

// Of the ensemble of one setting: the n-th largest eigenvalue and its vector, n = 1, along the ideal state.
struct Eigenstate {
    double probability;
    Ket ket;
};

Eigenstate single_photon(const std::vector<Ket>& kets, const Ket& ideal) {
    const int count = static_cast<int>(kets.size());
    Operator gram(count, count);
    for (int i = 0; i < count; ++i) {
        for (int j = 0; j < count; ++j) gram(i, j) = kets[i].dot(kets[j]) / static_cast<double>(count);
    }
    const Eigen::SelfAdjointEigenSolver<Operator> solver(gram);
    Ket ket = Ket::Zero(ideal.size());
    for (int k = 0; k < count; ++k) ket += solver.eigenvectors()(k, count - 2) * kets[k];
    ket /= ket.norm();
    const std::complex<double> along = ideal.dot(ket);
    if (std::abs(along) > 0.0) ket *= std::conj(along) / std::abs(along);
    return {solver.eigenvalues()[count - 2], ket};
}

double expectation(const Operator& effect, const Ket& ket) { return ket.dot(effect * ket).real(); }

// Bob's detectors behind Eve's filter. Signs tell his bits apart; where the side channel is lit, Eve may do as she likes.
void set_measurement(Random& random, LaserAttack& attack, const FockSpace& space) {
    const double efficiency = random() % 3 == 0 ? uniform(random, 0.5, 1.0) : log_uniform(random, 0.003, 1.0);
    const double dark = log_uniform(random, 1e-9, 1e-4), noise = log_uniform(random, 1e-5, 0.03);
    std::array<int, 3> rule{};  // 0: honest, 1: always, 2: never
    for (int level = 1; level < 3; ++level) rule[level] = static_cast<int>(random() % 3);
    // Photon numbers may be blocked in darkness: Eve counts.
    const int cheat = static_cast<int>(random() % 4);
    Eigen::VectorXd filter(space.dimension());
    for (int k = 0; k < space.dimension(); ++k) {
        const int n = space.photons(k), level = space.level(k);
        double yield = 1.0 - (1.0 - dark) * std::pow(1.0 - efficiency, n);
        if (level == 0 && cheat == 1 && n == 1) yield *= 0.7;
        if (level == 0 && cheat == 2 && n >= 2) yield = std::min(1.0, 1.5 * yield);
        if (rule[level] == 1) yield = 1.0;
        if (rule[level] == 2) yield = 0.0;
        filter[k] = std::sqrt(yield);
    }
    Operator pass = filter.cast<std::complex<double>>().asDiagonal();
    // She may also look for superpositions: single photons of one setting, turned a little towards or away from another.
    const int looks = static_cast<int>(random() % 4);
    for (int round = 0; round < looks; ++round) {
        Ket w = Ket::Zero(space.dimension());
        const int parts = 1 + static_cast<int>(random() % 2);
        for (int p = 0; p < parts; ++p) {
            const int intensity = static_cast<int>(random() % 2), setting = static_cast<int>(random() % 4);
            const auto& kets = attack.emitted[intensity][setting];
            const Ket one = space.in_side(space.fock(mode_of(attack.encoding, setting), 1), 0);
            w += std::polar(1.0, random() % 2 == 0 ? 0.0 : uniform(random, 0.0, 6.3)) *
                 (random() % 3 == 0 ? random_ket(random, space.dimension()) : single_photon(kets, one).ket);
        }
        if (w.norm() < 1e-3) continue;
        w /= w.norm();
        const double depth = random() % 2 == 0 ? 1.0 : log_uniform(random, 1e-3, 1.0);
        pass = (Operator::Identity(space.dimension(), space.dimension()) - depth * w * w.adjoint()) * pass;
    }
    const bool flips = random() % 2 == 0;
    const auto outcomes = [&](int basis) {
        Operator sign = space.sign_between(mode_of(attack.encoding, 2 * basis), mode_of(attack.encoding, 2 * basis + 1));
        for (int k = 0; k < space.dimension(); ++k) {
            if (flips && space.level(k) > 0) sign.col(k) *= -1.0;  // blocks of one level: stays Hermitian
        }
        sign *= 1.0 - 2.0 * noise;
        const Operator all = Operator::Identity(space.dimension(), space.dimension());
        return std::array<Operator, 2>{0.5 * pass.adjoint() * (all + sign) * pass, 0.5 * pass.adjoint() * (all - sign) * pass};
    };
    attack.z = outcomes(0);
    attack.x = outcomes(1);
}

}  // namespace

Mode mode_of(DecoyPulses::Encoding encoding, int setting) {
    const double r = std::sqrt(0.5);
    if (encoding == DecoyPulses::Encoding::phase) {
        const std::complex<double> turns[] = {1.0, -1.0, {0.0, 1.0}, {0.0, -1.0}};
        return {r, r * turns[setting]};
    }
    const Mode modes[] = {{1.0, 0.0}, {0.0, 1.0}, {r, r}, {r, -r}};
    return modes[setting];
}

LaserAttack random_laser_attack(Random& random) {
    static const FockSpace space(6, 3);
    LaserAttack attack;
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
            for (int k = 0; k < steps; ++k) {
                const double theta = 2.0 * std::numbers::pi * k / steps;
                Ket ideal = Ket::Zero(space.dimension());
                for (int n = 0; n < amplitudes.size(); ++n) {
                    ideal += amplitudes[n] * std::polar(1.0, n * theta) * space.in_side(space.fock(mode, n), 0);
                }
                Ket other = free_of_form ? random_ket(random, space.dimension())
                                         : leaking_part(leak, mean, static_cast<int>(i), j, space, mode, theta);
                other -= ideal * ideal.dot(other);
                other /= other.norm();
                settings[j].push_back(std::sqrt(1.0 - own) * ideal + std::sqrt(own) * other);
            }
        }
        // More photons than the space has are missing from the pulses: that is leakage too.
        const double missing = space.missing(mean);
        attack.leakage = std::max(attack.leakage, leakage + missing - leakage * missing);
    }
    set_measurement(random, attack, space);
    attack.recipe = "phases " + std::to_string(attack.phases) + " family " + std::to_string(leak.family) + " tells " +
                    std::to_string(leak.tells) + " share " + std::to_string(leak.share) + " shift " +
                    std::to_string(leak.shift) + (free_of_form ? " of no form" : "") + " log10 leakage " +
                    std::to_string(std::log10(attack.leakage));
    return attack;
}

Link link_of(const LaserAttack& attack) {
    Link link;
    link.protocol = "decoy-bb84";
    link.source.leakage = SmallVector::Constant(4, attack.leakage);
    DecoyPulses pulses;
    pulses.intensities = attack.intensities;
    pulses.phases = attack.phases;
    pulses.encoding = attack.encoding;
    for (const auto& settings : attack.emitted) {
        Statistics seen;
        seen.settings = 4;
        for (int j = 0; j < 4; ++j) {
            for (const Ket& ket : settings[j]) {
                const double weight = 1.0 / static_cast<double>(settings[j].size());
                for (int b = 0; b < 2; ++b) {
                    seen.x[j][b] += weight * expectation(attack.x[b], ket);
                    seen.z[j][b] += weight * expectation(attack.z[b], ket);
                }
            }
        }
        pulses.statistics.push_back(seen);
    }
    link.statistics = pulses.statistics.front();
    link.decoy = pulses;
    return link;
}

LaserTruth truth_of(const LaserAttack& attack) {
    static const FockSpace space(6, 3);
    std::array<Eigenstate, 4> one;
    for (int j = 0; j < 4; ++j) {
        Ket ideal = Ket::Zero(space.dimension());
        const Mode mode = mode_of(attack.encoding, j);
        const int period = attack.phases > 0 ? attack.phases : 100;
        const Eigen::VectorXd amplitudes = space.coherent_amplitudes(attack.intensities[signal]);
        for (int n = 1; n < amplitudes.size(); n += period) ideal += amplitudes[n] * space.in_side(space.fock(mode, n), 0);
        one[j] = single_photon(attack.emitted[signal][j], ideal);
    }
    const Operator click = attack.z[0] + attack.z[1];
    LaserTruth truth{};
    for (int b = 0; b < 2; ++b) {
        truth.yield[b] = expectation(click, one[b].ket);
        truth.key_events += 0.5 * one[b].probability * truth.yield[b];
    }
    // Alice holds sum_b sqrt(p_b) |b> |lambda_b>; <c| of her other basis has the amplitudes of one photon of setting c.
    double errors = 0.0, all = 0.0, x_errors = 0.0, x_all = 0.0;
    for (int c = 0; c < 2; ++c) {
        const Mode to = mode_of(attack.encoding, 2 + c);
        Ket virtual_ket = Ket::Zero(space.dimension());
        for (int b = 0; b < 2; ++b) {
            const Mode from = mode_of(attack.encoding, b);
            const std::complex<double> amplitude = std::conj(from[0]) * to[0] + std::conj(from[1]) * to[1];
            virtual_ket += amplitude * std::sqrt(one[b].probability) * one[b].ket;
        }
        errors += expectation(attack.x[1 - c], virtual_ket);
        all += expectation(click, virtual_ket);
        x_errors += one[2 + c].probability * expectation(attack.x[1 - c], one[2 + c].ket);
        x_all += one[2 + c].probability * expectation(click, one[2 + c].ket);
    }
    truth.phase_error = errors / all;
    truth.error_rate = x_errors / x_all;
    return truth;
}

}  // namespace keybound::test
