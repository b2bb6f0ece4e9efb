// Leaky pulses with Alice's phase register, down to vectors, and one measurement of Eve and Bob: what the proofs that compare
// whole pulses may not contradict. Nothing here is a formula of theirs.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "keybound/proof/lower/joint_decoy_programme.hpp"
#include "keybound/quantum/entropy.hpp"
#include "support/samples.hpp"

namespace keybound::test {

// At most two photons: 1, a, b, aa, ab, bb, and two levels of a side channel. The register: n = 0, 1, 2, and one value below 0.
struct PhaseRegisters {
    static constexpr int levels = 8, values = 4, below = 3, intensities = 3;
    using Effect = Eigen::Matrix<double, levels, levels>;
    using Pulse = Eigen::Matrix<double, levels, values>;  // columns: values of the register

    ReferencePulses reference;
    SeenOfPulses seen;
    std::array<std::array<Pulse, 4>, intensities> pulses;  // [i][setting]
    double single = 0.0, phase_errors = 0.0;

    double private_bits() const {
        if (!(phase_errors < 0.5 * single)) return 0.0;
        return single * (1.0 - binary_entropy(phase_errors / single));
    }
};

// What makes such pulses: numbers that a search can move.
struct PhaseRegisterSeed {
    std::array<double, 3> means;
    std::array<double, 4> leakage;  // of each setting
    double efficiency, dark, error;
    bool complete;                // the register has values 0, 1, 2 alone, as after discrete phases
    std::vector<double> numbers;  // of order 1; all that is left to choose
};
inline constexpr std::size_t phase_register_numbers = 600;

inline PhaseRegisterSeed random_phase_registers(Random& random) {
    PhaseRegisterSeed seed{};
    seed.means = {uniform(random, 0.2, 0.6), uniform(random, 0.03, 0.15), random() % 2 == 0 ? 0.0 : 0.002};
    seed.efficiency = log_uniform(random, 1e-3, 1.0);
    const double leakage = random() % 8 == 0 ? 0.0 : log_uniform(random, 1e-6, 1e-2) * seed.efficiency;
    for (double& each : seed.leakage) each = random() % 3 == 0 ? leakage * uniform(random, 0.0, 1.0) : leakage;
    seed.dark = log_uniform(random, 1e-8, 1e-4) * seed.efficiency;
    seed.error = log_uniform(random, 1e-4, 0.03);
    seed.complete = random() % 2 == 0;
    std::normal_distribution<double> normal;
    for (std::size_t k = 0; k < phase_register_numbers; ++k) seed.numbers.push_back(normal(random));
    return seed;
}

inline PhaseRegisters phase_registers(const PhaseRegisterSeed& seed) {
    using World = PhaseRegisters;
    World world;
    std::size_t used = 0;
    const auto next = [&] { return seed.numbers[used++ % phase_register_numbers]; };

    // Bob's detectors behind Eve's filter, which may count photons, and turn the state a little.
    World::Effect pass = World::Effect::Zero(), sign = World::Effect::Zero();
    const std::array<int, World::levels> photons = {0, 1, 1, 2, 2, 2, 0, 0};
    std::array<double, 3> cheat{};
    for (double& c : cheat) c = std::clamp(1.0 + 0.2 * next(), 0.0, 1.5);
    for (int k = 0; k < World::levels; ++k) {
        double yield = (1.0 - (1.0 - seed.dark) * std::pow(1.0 - seed.efficiency, photons[k])) * cheat[photons[k]];
        if (k >= 6) yield = std::clamp(0.5 + next(), 0.0, 1.0);  // lit: Eve knows
        pass(k, k) = std::sqrt(std::min(1.0, yield));
    }
    const double depth = std::clamp(0.3 * next(), 0.0, 1.0);
    Eigen::Matrix<double, World::levels, 1> looks;
    for (int k = 0; k < World::levels; ++k) looks[k] = next();
    looks[0] *= 0.1;
    looks /= looks.norm();
    pass = pass * (World::Effect::Identity() - depth * looks * looks.transpose());
    sign(1, 2) = sign(2, 1) = sign(3, 5) = sign(5, 3) = sign(4, 4) = 1.0;
    sign(6, 6) = next() > 0.0 ? 1.0 : -1.0;
    sign(7, 7) = next() > 0.0 ? 1.0 : -1.0;
    sign *= 1.0 - 2.0 * seed.error;
    const World::Effect one = World::Effect::Identity();
    const std::array<World::Effect, 2> x = {0.5 * pass.transpose() * (one + sign) * pass,
                                            0.5 * pass.transpose() * (one - sign) * pass};
    const World::Effect click = x[0] + x[1];

    const double r = std::sqrt(0.5);
    const std::array<std::array<double, 2>, 4> modes = {{{1, 0}, {0, 1}, {r, r}, {r, -r}}};
    PhotonNumbers& known = world.reference.numbers;
    known.intensities = World::intensities;
    known.numbers = seed.complete ? 3 : 2;
    known.complete = seed.complete;
    std::array<std::array<double, 4>, World::intensities> overlap{};
    for (int i = 0; i < World::intensities; ++i) {
        const double mean = seed.means[i], whole = 1.0 + mean + 0.5 * mean * mean;
        const std::array<double, 3> p = {1.0 / whole, mean / whole, 0.5 * mean * mean / whole};
        for (int n = 0; n < known.numbers; ++n) {
            known.low[i][n] = p[n] * (1.0 - 1e-15);
            known.high[i][n] = std::min(1.0, p[n] * (1.0 + 1e-15));
        }
        known.rest[i] = (seed.complete ? 0.0 : p[2]) + 1e-14;
        for (int a = 0; a < 4; ++a) {
            const double u = modes[a][0], v = modes[a][1];
            World::Pulse ideal = World::Pulse::Zero(), other;
            ideal(0, 0) = std::sqrt(p[0]);
            ideal(1, 1) = std::sqrt(p[1]) * u;
            ideal(2, 1) = std::sqrt(p[1]) * v;
            ideal(3, 2) = std::sqrt(p[2]) * u * u;
            ideal(4, 2) = std::sqrt(p[2]) * u * v * std::sqrt(2.0);
            ideal(5, 2) = std::sqrt(p[2]) * v * v;
            for (int value = 0; value < World::values; ++value) {
                for (int k = 0; k < World::levels; ++k) other(k, value) = next() * (k >= 6 ? 1.0 : 0.5);
            }
            if (seed.complete) other.col(World::below).setZero();
            other -= ideal * ideal.cwiseProduct(other).sum();
            other /= other.norm();
            const double leakage = seed.leakage[a];
            world.pulses[i][a] = std::sqrt(1.0 - leakage) * ideal + std::sqrt(leakage) * other;
            overlap[i][a] = std::sqrt(1.0 - leakage);
        }
    }
    const auto probability = [](const World::Effect& effect, const World::Pulse& pulse) {
        return (effect * pulse).cwiseProduct(pulse).sum();
    };
    const auto store = [](Gains& gains, int i, double value) {
        gains.least[i] = value * (1.0 - 1e-14);
        gains.largest[i] = value * (1.0 + 1e-14) + 1e-300;
    };
    for (int i = 0; i < World::intensities; ++i) {
        const auto& sent = world.pulses[i];
        store(world.seen.z_detections, i, 0.5 * (probability(click, sent[0]) + probability(click, sent[1])));
        store(world.seen.x_detections, i, 0.5 * (probability(click, sent[2]) + probability(click, sent[3])));
        store(world.seen.x_errors, i, 0.5 * (probability(x[1], sent[2]) + probability(x[0], sent[3])));
        for (const int z : {0, 1}) {
            const double mean = 0.5 * (overlap[i][z == 1 ? 0 : 2] + overlap[i][z == 1 ? 1 : 3]);
            world.reference.deficit[z][i] = (1.0 - mean) * (1.0 + mean);
        }
    }
    const auto zero = world.pulses[0][0].col(1), first = world.pulses[0][1].col(1);
    const Eigen::Matrix<double, World::levels, 1> plus = 0.5 * (zero + first), minus = 0.5 * (zero - first);
    world.phase_errors = plus.dot(x[1] * plus) + minus.dot(x[0] * minus);
    world.single = 0.5 * (zero.dot(click * zero) + first.dot(click * first));
    return world;
}

}  // namespace keybound::test
