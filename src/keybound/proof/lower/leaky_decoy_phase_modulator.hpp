// Lower bound `leaky-decoy-phase-modulator`: the same with an extra phase modulator that hides the encoding from Eve.
//
// Claim: a modulator that adds random phases to Eve's light, but does not touch the random phase of the pulse, leaves photon
//   numbers as they are; intensities stay as distinguishable as coherent states, the bases become nearly the same.
// Source: Sixto et al., Quantum Sci. Technol. 10, 035034 (2025), Sec. V.2, Eqs. (39)-(48), with closed forms in place of the
//   truncated programmes.
// Hypotheses: A1-A3, A6, A7; [trojan_horse] with phase_modulator_phases, no other leakage; continuous phase randomisation that
//   does not leak; polarisation encoding.
// Inputs: gains and error gains per pulse, intensities in photons per pulse.
// Numerics: as for `leaky-decoy`; any choice of phases of the virtual protocol is valid, a good one is searched.
// Origin: published.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_leaky_decoy_phase_modulator(const Link& link);
Outcome<PhaseErrorBound> conclude_leaky_decoy_phase_modulator(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
