// Laser pulses that leak, and eavesdroppers who know how: exact statistics and exact key quantities of small physical models.
//
// A model states every emitted pulse |psi'_{theta, intensity, setting}> in two optical modes of a few photons and a side
// channel (levels of a leak, or photons of Trojan-horse light), and the measurement that Eve and Bob make together. Nothing
// here knows a formula of the proofs: ensembles are written out or diagonalised, and the virtual protocol is carried out.
#pragma once

#include <Eigen/Core>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "attack/fock_space.hpp"
#include "keybound/protocol/link.hpp"
#include "support/samples.hpp"

namespace keybound::test {

using Ket = Eigen::VectorXcd;
using Operator = Eigen::MatrixXcd;

struct LaserAttack {
    FockSpace space{6, 3};
    std::vector<double> intensities;
    int phases = 0;  // 0: continuous
    DecoyPulses::Encoding encoding = DecoyPulses::Encoding::polarisation;
    double leakage = 0.0;  // 1 - fidelity with the ideal pulse without light, at most; of `light` too
    std::optional<DecoyPulses::TrojanLight> light = std::nullopt;
    double other_leakage = 0.0;  // of everything but the light
    // [intensity][setting]: equally likely kets, one column per phase theta; of each theta `registers` columns that a random
    // modulator makes. A ket that is shorter than 1 has a part outside of the space, which Eve throws away.
    std::vector<std::array<Operator, 4>> emitted;
    int registers = 1;
    std::array<Operator, 2> x, z;  // Bob's outcomes; their sums agree
    std::string recipe;

    int steps(int intensity, int setting) const { return static_cast<int>(emitted[intensity][setting].cols()) / registers; }
};

// What Alice and Bob see.
Link link_of(const LaserAttack& attack);

// The un-normalised states of "n photons" of the four settings, of an ensemble that Alice's register of phases defines; the
// square of the norm is the probability. Columns: values of a register of a modulator that stays in her laboratory.
using Numbered = std::array<Operator, 4>;

// Of one photon of the signal: eigenvectors of the emitted mixture, of the second largest eigenvalue, with phases that make the
// overlap with the ideal state positive.
Numbered eigen_states(const LaserAttack& attack);
Ket eigen_state(const LaserAttack& attack, int intensity, int setting);

// <n| of the Fourier basis of the phases: sum_theta e^(-i n theta) |psi'_theta>. n may be negative.
Numbered fourier_states(const LaserAttack& attack, int intensity, int n);

// What Alice and Bob do not see. The virtual protocol: Alice entangles her bit with the states of one photon.
struct LaserTruth {
    double key_events;           // P_1: weight of detected pulses of "one photon" of the signal in Z
    double phase_errors;         // P_ph: of those, with different bits if Alice measures her register in X
    double phase_error;          // P_ph / P_1
    double error_rate;           // of the states of one photon that are emitted in X
    std::array<double, 2> each;  // weight of detected pulses of one photon, of each bit of Z
    std::array<double, 2> yield;

    double secret_bits() const;  // P_1 [1 - h(P_ph / P_1)]
};
LaserTruth truth_of(const LaserAttack& attack, const Numbered& one);

inline LaserTruth eigen_truth_of(const LaserAttack& attack) { return truth_of(attack, eigen_states(attack)); }
inline LaserTruth fourier_truth_of(const LaserAttack& attack) { return truth_of(attack, fourier_states(attack, 0, 1)); }

// <c_X| sum_b |b_Z> |one_b>: what leaves if Alice finds c in her other basis.
Operator virtual_state(const LaserAttack& attack, const Numbered& one, int c);

}  // namespace keybound::test
