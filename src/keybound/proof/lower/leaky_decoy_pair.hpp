// Lower bound `leaky-decoy-pair`: leaky laser pulses compared with each other, and with nothing that is not sent.
//
// Claim: the least P_1 (1 - h(P_ph / P_1)) over all single photons of the signal for which the signal, its phase register
//   filtered to the photon numbers of a decoy, is detected within the leakage as the decoy is, and the two bases are for no and
//   one photon. Never above `leaky-decoy-joint`; its proof against coherent attacks is an inequality between Alice's own
//   registers.
// Source: docs/theory/leaky-decoy-pair.md; it builds on arXiv:2411.13948 (leak model) and on coins between states that are
//   sent (Lo, Preskill, QIC 7, 431 (2007)).
// Hypotheses: those of `leaky-decoy-reference`.
// Inputs: gains and error gains per pulse, intensities in photons, leakage as 1 - fidelity, one per setting.
// Numerics: as for `leaky-decoy-joint`.
// Origin: derived.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

// Detections and phase-error rate are those of the worst case: together they give the bound, each alone is none.
Outcome<PhaseErrorBound> prove_leaky_decoy_pair(const Link& link);

// The same from the certificate in the evidence, without a solver.
Outcome<PhaseErrorBound> conclude_leaky_decoy_pair(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
