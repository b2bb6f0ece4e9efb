// Proof `loss-tolerant` (lower bound, published).
//
// Claim: if nothing leaks, the phase-error rate of a source of known qubit states is a known linear function of the
//   statistics that Alice and Bob see:  e_ph Y_Z = sum_j ( c_0j p_1j + c_1j p_0j ).
// Source: Tamaki, Curty, Kato, Lo, Azuma, PRA 90, 052314 (2014); Curras-Lorenzo et al. (2025), Eqs. (7) to (9).
// Hypotheses: leakage exactly 0; the two key states differ; the states span the virtual ones.
// Numerics: closed form, rounded upward; what the computed coefficients leave of the relation is bounded and added; a negative
//   value beyond that is "undecided", never a key.
// Origin: published. Theory: docs/theory/loss-tolerant.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_loss_tolerant(const Link& link);

}  // namespace keybound
