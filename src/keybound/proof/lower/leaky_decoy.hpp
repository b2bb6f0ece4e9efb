// Lower bound `leaky-decoy`: decoy-state BB84 whose bit, basis, intensity and phase settings all leak.
//
// Claim: the states of n photons of different intensities, and the bases, are nearly equal although the emitted states are only
//   within epsilon of their ideal ones; hence decoy-state bounds with yields that may differ, and a quantum coin for the phase
//   errors of single photons.
// Source: Sixto et al., Quantum Sci. Technol. 10, 035034 (2025), Eqs. (8)-(31), (56)-(71), reconstructed where the formulas
//   could not be read; the programmes are solved nearly to convergence (docs/theory/leaky-decoy.md).
// Hypotheses: A1-A3, A6, A7; perfect states of each photon number; leakage as one number, the largest of all settings.
// Inputs: gains and error gains per pulse, intensities in photons, leakage as 1 - fidelity.
// Numerics: each bound on a yield is certified from lines and multipliers, whatever the solver did; angles are rounded outward.
// Origin: published.
#pragma once

#include "keybound/opt/lp_solver.hpp"
#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_leaky_decoy(const Link& link);

// The same from the certificates in the evidence, without a solver.
Outcome<PhaseErrorBound> conclude_leaky_decoy(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
