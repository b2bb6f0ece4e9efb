// The joint programme of leaky pulses as an inequality between registers of states that are sent: multipliers (Lambda, Omega)
// from a certificate, and what they are worth against every source and every attack; docs/theory/leaky-decoy-joint.md, section
// "Coherent attacks".
//
// Few photon numbers and intensities, so that all operators are small; they are made of labels and outcomes, not taken from the
// programme. Registers are numbered (intensity, setting), the same for each outcome n of the phase register.
#pragma once

#include <array>
#include <vector>

#include "keybound/proof/lower/joint_decoy_programme.hpp"
#include "keybound/quantum/small_matrix.hpp"

namespace keybound::test {

struct JointModel {
    struct Register {
        int intensity, setting;
    };
    int numbers = 2;                  // n = 0 .. numbers - 1, all there are
    std::vector<double> means;        // p_n is proportional to mean^n / n!
    std::vector<Register> registers;  // what is sent at all: whole bases
    std::array<double, 2> leakage{};  // deficit of X, of Z
    double efficiency = 0.1, dark = 1e-5, error = 0.01;

    double probability(int intensity, int n) const;
    bool sends(int intensity, int setting) const;
};

// The ideal state of n photons of a setting, n + 1 amplitudes.
std::vector<double> ideal_photons(int n, int setting);

// For the programme: what is not sent is not known.
ReferencePulses reference_of(const JointModel& model);
SeenOfPulses honest_statistics(const JointModel& model);

// alpha P_1 - beta P_ph >= observed - h(Omega), for Omega >= weights_b = Lambda_b - alpha C_1 + beta C_ph,b and Omega >= 0;
// index [n].
struct JointDual {
    double alpha = 0.0, beta = 0.0;
    double observed = 0.0;                            // sum lambda p
    std::array<std::vector<SmallMatrix>, 2> weights;  // of Bob's X outcomes 0 and 1
    std::vector<SmallMatrix> omega;
    double source_formula = 0.0;  // h(Omega), at most: sum over planes of m [2 (1 - sqrt(1 - u)) + t_none^2 / (1 + t_none)]
    double repaired = 0.0;        // what rounding made Omega lack of its conditions, already added
};
JointDual dual_of(const JointModel& model, const JointCertificate& certificate);

// h(Omega) = max Tr(Omega G) over Gram matrices for which there are ideal states at the stated overlap.
struct JointSource {
    double at_most = 0.0;           // from repaired multipliers: no source exceeds it
    double reached = 0.0;           // by `gram`, which is that of vectors at the stated overlaps
    std::vector<SmallMatrix> gram;  // [n]
};
JointSource worst_joint_source(const JointModel& model, const std::vector<SmallMatrix>& omega);

// The same of the best Omega for the weights: what one round can be worth to Eve, with the source that makes it so. Nothing is
// said of `reached`: an attack on the source says it.
JointSource worst_joint_source(const JointModel& model, const std::array<std::vector<SmallMatrix>, 2>& weights);

}  // namespace keybound::test
