// Lower bound `leaky-decoy-joint`: everything that is seen of leaky laser pulses, in one convex programme.
//
// Claim: the least P_1 (1 - h(P_ph / P_1)) over all yields of ideal pulses and all single photons of the leaky ones for which
//   every intensity and basis has, outcome by outcome, probabilities within the leakage of those of the ideal pulses. Never
//   below `leaky-decoy-reference`, and the best possible from these data for phase-error proofs that give Eve the photon
//   number.
// Source: docs/theory/leaky-decoy-joint.md; it builds on arXiv:2411.13948 (leak model).
// Hypotheses: those of `leaky-decoy-reference`; vacuum pulses do not depend on the basis, and half of the dark counts err.
// Inputs: gains and error gains per pulse, intensities in photons, leakage as 1 - fidelity, one per setting.
// Numerics: tangent planes and multipliers are certified, whatever the solver did; all outward.
// Origin: derived.
#pragma once

#include "keybound/proof/finding.hpp"
#include "keybound/proof/lower/joint_decoy_programme.hpp"

namespace keybound {

// Detections and phase-error rate are those of the worst case: together they give the bound, each alone is none.
Outcome<PhaseErrorBound> prove_leaky_decoy_joint(const Link& link);

// The same from the certificate in the evidence, without a solver.
Outcome<PhaseErrorBound> conclude_leaky_decoy_joint(const Link& link, const std::vector<EvidenceItem>& items);

SeenOfPulses seen_of(const DecoyPulses& pulses);

// Either, for any programme over what is seen of pulses: also `leaky-decoy-pair` is made so.
using FindCertificate = JointCertificate (*)(const ReferencePulses&, const SeenOfPulses&, LpSolver);
using CertifyBound = JointBound (*)(const ReferencePulses&, const SeenOfPulses&, const JointCertificate&);
Outcome<PhaseErrorBound> prove_by_planes(const Link& link, const std::vector<EvidenceItem>* items, FindCertificate find,
                                         CertifyBound certify);

}  // namespace keybound
