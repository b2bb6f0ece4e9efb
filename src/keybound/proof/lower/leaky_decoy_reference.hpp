// Lower bound `leaky-decoy-reference`: leaky laser pulses compared with ideal ones as a whole, random phase included.
//
// Claim: with Alice's register of the random phase, each leaky pulse has squared overlap 1 - epsilon with one ideal pulse whose
//   photon-number states do not depend on the intensity. So the gains bound the gains of ideal pulses, the ordinary decoy-state
//   method bounds their yields, and these bound detections and phase errors of the leaky single photons. The leakage that
//   leaves key falls with the transmittance, not with its square.
// Source: docs/theory/leaky-decoy-reference.md; it builds on arXiv:2411.13948 (leak model) and on the reference technique
//   (Pereira et al., Science Advances 6, eaaz4487 (2020)). Closed form: Lo, Ma, Chen, PRL 94, 230504 (2005); Ma et al., PRA
//   72, 012326 (2005), for a vacuum intensity of exactly 0.
// Hypotheses: A1-A3, A6, A7; perfect states of each photon number: flaws of the encoder are leakage.
// Inputs: gains and error gains per pulse, intensities in photons, leakage as 1 - fidelity, one per setting.
// Numerics: certified linear programmes and a closed form, whichever is better; all outward.
// Origin: derived.
#pragma once

#include <optional>

#include "keybound/proof/finding.hpp"
#include "keybound/proof/lower/decoy_reference.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_leaky_decoy_reference(const Link& link);

// The same from the certificates in the evidence, without a solver.
Outcome<PhaseErrorBound> conclude_leaky_decoy_reference(const Link& link, const std::vector<EvidenceItem>& items);

// The same from the closed form alone: no evidence, nothing allocated. None without a vacuum intensity of exactly 0.
std::optional<PhaseErrorBound> leaky_decoy_closed_form(const Link& link);

}  // namespace keybound
