// Sources whose laser pulses leak: what leaves the laboratory, phase by phase.
#pragma once

#include "attack/laser_attack.hpp"

namespace keybound::test {

// A random leak of any kind and a measurement like detectors.
LaserAttack random_laser_attack(Random& random);

// Trojan-horse light that carries the phases of the pulse and of the setting, theta + varphi_a, in a third mode; the intensity
// follows the pulse's. Number states of the light are the levels of the side channel. No measurement.
LaserAttack pulses_with_light(const std::vector<double>& intensities, int phases, DecoyPulses::Encoding encoding, double light);
LaserAttack random_pulses_with_light(Random& random);

// Light of phase varphi_a + phi_k in a third mode and of phase phi_k from the modulator itself in a fourth, k at random of M,
// beside pulses of continuous random phase and polarisation encoding. No measurement.
LaserAttack pulses_behind_modulator(const std::vector<double>& intensities, const DecoyPulses::TrojanLight& light,
                                    int most_photons = 3);
LaserAttack random_pulses_behind_modulator(Random& random);

// A leak of discrete phases written out: before it is made orthogonal to the pulse, it has at the frequency f of the phase the
// amplitudes `even` + e^(i turn_a) `odd` of the kets |0>..|3> of the setting's mode, one photon in the other mode, and vacuum
// and one photon in a lit side channel. Tables of the signal and of the others; [frequency][ket].
struct LeakDesign {
    static constexpr int kets = 7, frequencies = 4;
    using Table = Eigen::Matrix<double, frequencies, kets>;

    std::vector<double> intensities = {0.5, 0.1, 0.0};
    int phases = 8;
    double leakage = 1e-3;
    std::array<Table, 2> even{Table::Zero(), Table::Zero()}, odd{Table::Zero(), Table::Zero()};
    std::array<double, 4> turn{};  // of the settings
};
LaserAttack designed_pulses(const LeakDesign& design);

// Turns each of discrete pulses and its light to any state of fidelity 1 - `leakage`, of no form.
void leak_more(Random& random, LaserAttack& attack, double leakage);

}  // namespace keybound::test
