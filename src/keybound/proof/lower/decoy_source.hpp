// What a leaky laser source keeps of its photon numbers: closeness of the states that are really emitted to Fock states.
//
// With leakage epsilon the emitted mixture is within T = sqrt(epsilon) of the ideal one in trace distance. Then its eigenvalues
// are within T of the photon-number probabilities p_n (Weyl), and its eigenvectors have squared overlap at least
// 1 - (2 T / delta_n)^2 with the ideal states, delta_n the distance of p_n to all other eigenvalues.
// Source: arXiv:2411.13948, Results 1 and 2, Eqs. (16), (18), (56)-(59), (63)-(68); docs/theory/leaky-decoy.md.
#pragma once

#include "keybound/proof/lower/decoy_programme.hpp"
#include "keybound/protocol/link.hpp"

namespace keybound {

// Bounds of the programme for this source at this leakage; 0 gives ideal laser pulses.
PhotonNumbers photon_numbers(const DecoyPulses& pulses, double leakage);

// Where honest yields of detections (errors) are: Y_n = 1 - (1 - Y_0)(1 - eta)^n. A guide for the first lines, not a bound.
std::array<double, max_photon_numbers> expected_yields(const DecoyPulses& pulses, bool errors, bool z_basis);

// Gains of detections or errors in one basis: intervals over the two bits.
Gains gains_of(const DecoyPulses& pulses, bool errors, bool z_basis);

// An upper bound on d^2 / 2 = 1 - |<Psi_Z|Psi_X>| of the single-photon states of the two bases (Eqs. (24)-(28)), at most 1.
double basis_dependence(const DecoyPulses& pulses, double leakage);

}  // namespace keybound
