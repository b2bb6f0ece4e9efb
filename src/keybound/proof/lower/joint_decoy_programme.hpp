// How little key leaky laser pulses can leave, given all gains at once: the convex programme of `leaky-decoy-joint`;
// docs/theory/leaky-decoy-joint.md.
//
// Unknown: yields Y_n (Z and X) and error yields W_n of the reference (decoy_reference.hpp), and of the leaky pulses the
// probabilities P_1 of a detected single photon and P_ph of a phase error. Known: for every intensity and basis the
// probabilities P_o of what is seen lie within the deficit of those of the reference,
//   sum_o (sqrt(P_o) - sqrt(P_o'))^2 <= 2 (1 - sqrt(1 - deficit)),   o: every outcome, no detection included.
// Smallest: P_1 (1 - h(P_ph / P_1)). Each constraint and the objective are replaced by tangent planes, added where a solution
// violates them (joint_programme.hpp).
#pragma once

#include "keybound/proof/lower/decoy_reference.hpp"
#include "keybound/proof/lower/joint_programme.hpp"

namespace keybound {

// What is seen of leaky pulses, in the mean of both bits.
struct SeenOfPulses {
    Gains z_detections, x_detections, x_errors;
};

// The outcomes of one intensity and basis:
//   X: error, other detection, -, none;   Z, a decoy: -, -, detection, none;
//   Z, the signal: single photon with phase error, single photon without, other detection, none.
// Planes are of leaky pulses (P_o) and the reference (P_o'), with d^2 = 2 (1 - sqrt(1 - deficit)).
JointBound certified_joint_bound(const ReferencePulses& reference, const SeenOfPulses& seen,
                                 const JointCertificate& certificate);

JointCertificate find_joint_certificate(const ReferencePulses& reference, const SeenOfPulses& seen, LpSolver solve);

}  // namespace keybound
