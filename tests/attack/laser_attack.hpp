// Lasers that leak, and eavesdroppers who know how: exact statistics and exact key quantities of small physical models.
//
// A model states every emitted pulse |psi'_{theta, intensity, setting}> in two optical modes of at most 6 photons and a side
// channel, and the measurement that Eve and Bob make together. Nothing here knows a formula of the proofs: the ensemble is
// diagonalised, and the virtual protocol is carried out.
#pragma once

#include <Eigen/Core>
#include <array>
#include <string>
#include <vector>

#include "keybound/protocol/link.hpp"
#include "support/samples.hpp"

namespace keybound::test {

using Ket = Eigen::VectorXcd;
using Operator = Eigen::MatrixXcd;

struct LaserAttack {
    std::vector<double> intensities;
    int phases = 0;  // 0: continuous
    DecoyPulses::Encoding encoding = DecoyPulses::Encoding::polarisation;
    double leakage = 0.0;                                  // 1 - fidelity with the ideal pulse, at most
    std::vector<std::array<std::vector<Ket>, 4>> emitted;  // [intensity][setting][phase]
    std::array<Operator, 2> x, z;                          // Bob's outcomes; their sums agree
    std::string recipe;
};

LaserAttack random_laser_attack(Random& random);

// What Alice and Bob see.
Link link_of(const LaserAttack& attack);

// What they do not.
struct LaserTruth {
    double key_events;   // p'_1 Y'_1 of the signal in Z: weight of detected single photons
    double phase_error;  // of those
    double error_rate;   // of single photons in X
    std::array<double, 2> yield;
};
LaserTruth truth_of(const LaserAttack& attack);

}  // namespace keybound::test
