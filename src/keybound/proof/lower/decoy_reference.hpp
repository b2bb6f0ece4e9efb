// The ideal pulses with which the proofs `leaky-decoy-reference` and `leaky-decoy-joint` compare the leaky ones.
//
// Alice keeps the register of the random phase. Its Fourier transform is the photon number n of the ideal pulse: the reference
// is sum_n sqrt(p_n) |n> phi_n with the Fock state phi_n, the same for all intensities, and the pulse that leaves has a squared
// overlap of at least 1 - deficit with it. That is all the proofs use; docs/theory/leaky-decoy-reference.md.
#pragma once

#include <array>

#include "keybound/proof/lower/decoy_programme.hpp"
#include "keybound/protocol/link.hpp"

namespace keybound {

using Deficits = std::array<std::array<double, max_intensities>, 2>;  // [is the basis Z][i], with Alice's bit, in [0, 1]

struct ReferencePulses {
    PhotonNumbers numbers;  // of the reference; its yields do not depend on the intensity
    Deficits deficit{};
};

ReferencePulses reference_pulses(const Link& link);

// Its parts by themselves: the deficits, and bounds on the probability that a pulse of intensity i holds n photons.
struct ProbabilityBounds {
    double low, high;
};
Deficits deficits_of(const Link& link);
ProbabilityBounds photon_probability(const DecoyPulses& pulses, std::size_t i, int n);

// Probabilities of detections (errors) of the leaky pulses, in the mean of both bits.
Gains mean_gains(const DecoyPulses& pulses, bool errors, bool z_basis);

// What they say of the same events of the reference.
Gains gains_of_reference(const Gains& actual, const std::array<double, max_intensities>& deficit, int intensities);

// G_-+ (yield_transfer.hpp), rounded outward.
double least_of_neighbour(double probability, double deficit);
double largest_of_neighbour(double probability, double deficit);

}  // namespace keybound
