// Lower bound `leaky-decoy-characterised`: decoy-state BB84 under a Trojan-horse attack of known light.
//
// Claim: if what leaks is a coherent state that was modulated like the pulse, pulse and leak are one laser pulse of a mode pair
//   with a third arm: no intensity leaks beyond the discreteness of the phases, and the bases differ by known overlaps only.
// Source: Sixto et al., Quantum Sci. Technol. 10, 035034 (2025), Sec. V.1, Eqs. (32)-(38).
// Hypotheses: A1-A3, A6, A7; [trojan_horse] output_intensity, no other leakage; the light carries the pulse's random phase and
//   the phases 0, pi, pi/2, 3 pi/2 of the settings 0Z, 1Z, 0X, 1X; its intensity follows that of the pulse.
// Inputs: gains and error gains per pulse, intensities in photons per pulse.
// Numerics: as for `leaky-decoy`; any choice of phases of the virtual protocol is valid, a good one is searched.
// Origin: published.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_leaky_decoy_characterised(const Link& link);
Outcome<PhaseErrorBound> conclude_leaky_decoy_characterised(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
