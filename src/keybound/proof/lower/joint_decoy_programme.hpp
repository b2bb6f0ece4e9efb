// How little key leaky laser pulses can leave, given all gains at once: the convex programme of `leaky-decoy-joint`;
// docs/theory/leaky-decoy-joint.md.
//
// Unknown: yields Y_n (Z and X) and error yields W_n of the reference (decoy_reference.hpp), and of the leaky pulses the
// probabilities P_1 of a detected single photon and P_ph of a phase error. Known: for every intensity and basis the
// probabilities P_o of what is seen lie within the deficit of those of the reference,
//   sum_o (sqrt(P_o) - sqrt(P_o'))^2 <= 2 (1 - sqrt(1 - deficit)),   o: every outcome, no detection included.
// Smallest: P_1 (1 - h(P_ph / P_1)). Each constraint and the objective are replaced by tangent planes, added where a solution
// violates them. Any planes and any multipliers whatever give a bound: they are the certificate.
#pragma once

#include <array>
#include <vector>

#include "keybound/core/bounds.hpp"
#include "keybound/opt/lp_solver.hpp"
#include "keybound/proof/lower/decoy_reference.hpp"

namespace keybound {

// What is seen of leaky pulses, in the mean of both bits.
struct SeenOfPulses {
    Gains z_detections, x_detections, x_errors;
};

// The outcomes of one intensity and basis:
//   X: error, other detection, -, none;   Z, a decoy: -, -, detection, none;
//   Z, the signal: single photon with phase error, single photon without, other detection, none.
inline constexpr int max_outcomes = 4;

// For t_o > -1:  sum_o [ t_o / (1 + t_o) P_o - t_o P_o' ] <= 2 (1 - sqrt(1 - deficit)),
// the tangent plane where P_o = (1 + t_o)^2 P_o'.
struct OverlapPlane {
    int basis;  // 1: Z
    int intensity;
    std::array<double, max_outcomes> t;
};

struct JointCertificate {
    std::vector<OverlapPlane> planes;
    std::vector<double> tangents;     // phase-error rates in (0, 1/2] at which the objective is replaced by its tangent
    std::vector<double> multipliers;  // of the rows that the programme, the tangents and the planes give
};

// What the certificate proves: bits per pulse that privacy amplification leaves, and the phase-error rate of the worst case.
struct JointBound {
    LowerBound private_bits;
    double phase_error_rate;
};
JointBound certified_joint_bound(const ReferencePulses& reference, const SeenOfPulses& seen,
                                 const JointCertificate& certificate);

JointCertificate find_joint_certificate(const ReferencePulses& reference, const SeenOfPulses& seen, LpSolver solve);

}  // namespace keybound
