// Proof `repeaterless` (upper bound, published): the secret-key capacity of a lossy channel.
//
// Claim: no protocol without a repeater gets more than -log2(1 - eta) bits per pulse through a fibre of transmittance eta.
// Source: Pirandola, Laurenza, Ottaviani, Banchi, Nature Communications 8, 15043 (2017), Eq. (1).
// Hypotheses: eta < 1. Detector losses are not charged to Eve, which can only raise the bound.
// Numerics: closed form, rounded upward. Origin: published. Theory: docs/theory/repeaterless.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_repeaterless(const Link& link);

}  // namespace keybound
