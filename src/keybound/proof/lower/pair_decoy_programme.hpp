// How little key leaky laser pulses can leave, given that pulses which are really sent are near each other: the convex
// programme of `leaky-decoy-pair`; docs/theory/leaky-decoy-pair.md.
//
// Unknown: with n the outcome of the Fourier transform of Alice's phase register, the probabilities that a pulse of the
// *signal* shows n and is detected (Z: z_n, X: x_n), and errs (X: w_n), and that of a phase error. Known: the register of the
// signal, filtered to the photon numbers of a decoy, leaves almost what the decoy sends; and so do the two bases for n = 0, 1.
#pragma once

#include "keybound/proof/lower/joint_decoy_programme.hpp"

namespace keybound {

// What is known of such pairs; distances are norms of differences of vectors, at most.
struct PulsePairs {
    using OfNumbers = std::array<double, max_photon_numbers>;

    std::array<OfNumbers, max_intensities> pass_low{}, pass_high{};  // [i][n]: the filter, p_n(i) / p_n(signal)
    std::array<std::array<double, max_intensities>, 2> distance{};   // [is the basis Z][i]: of decoy and filtered signal
    double bases = 0.0;                                              // of the signal's two bases, n = 0 and 1
    std::array<OfNumbers, 2> most{};                                 // [is the basis Z][n]: that the signal shows n
    std::array<double, 2> most_others{};                             // that it shows any other n
};

PulsePairs pulse_pairs(const ReferencePulses& reference);

// Pairs and outcomes (OverlapPlane; P_o, P_o'):
//   basis 0, X, and basis 1, Z, of a decoy i: what is seen of it, the filtered signal. X: error, other detection; Z: detection.
//   basis 2 of intensity 0: n = 0, 1 of the signal in Z and in X. Phase error | error, other single photon, detected n = 0.
JointBound certified_pair_bound(const ReferencePulses& reference, const SeenOfPulses& seen,
                                const JointCertificate& certificate);

JointCertificate find_pair_certificate(const ReferencePulses& reference, const SeenOfPulses& seen, LpSolver solve);

}  // namespace keybound
