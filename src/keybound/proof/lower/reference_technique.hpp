// Proof `reference-technique` (lower bound, published).
//
// Claim: with the same target and reference states as the loss-tolerant coin, but comparing probabilities of all emitted
// pulses,
//   asin sqrt(T_e/nu) <= asin sqrt(R_e/nu) + arccos(1 - 2 Delta).
// Source: Pereira, Kato, Mizutani, Curty, Tamaki, Science Advances 6, eaaz4487 (2020).
// Hypotheses: as for the coin. The published proof needs one pulse in flight, so its bits per second are those of a source that
//   waits for the light to cross the fibre; Theorem G (docs/theory/README.md) removes the condition.
// Numerics: as for the coin. Origin: published, details may differ. Theory: docs/theory/reference-technique.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_reference_technique(const Link& link);

}  // namespace keybound
