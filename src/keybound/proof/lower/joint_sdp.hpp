// Proof `joint-sdp` (lower bound, derived).
//
// Claim: the bound of `loss-tolerant-coin-optimal` holds for every Omega >= 0, not only on the null space of the kets, with
//   h(Omega) = min Tr P + sum_j y_j  over  [[P, z_j phi_j], [., diag y]] >= L Omega L^dagger, L = (Phi sqrt(1-eps); sqrt(eps)).
//   Its optimum is the largest phase-error rate, for the virtual phase taken, that any source with these leakages and any
//   attack can have with these X-basis statistics: for this phase no analysis of the same data can prove less.
// Source: derived in docs/theory/joint-sdp.md from the source model of Curras-Lorenzo et al., Optica Quantum (2025), Eq. (A9).
// Hypotheses: key states differ; X states of qubits are no key states. Inputs: kets of any dimension, leakage per setting,
//   P(b | j, X) of the channel model.
// Numerics: as `loss-tolerant-coin-optimal`, with a certified repair of (P, z, y). Never above that proof's bound.
// Origin: derived. Theory: docs/theory/joint-sdp.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_joint_sdp(const Link& link);

}  // namespace keybound
