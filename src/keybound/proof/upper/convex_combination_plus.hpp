// Proof `convex-combination-plus` (upper bound, derived): Eve also hides product states of rounds that did not leak.
//
// Claim: with the purification in a quantum memory Eve chooses her decomposition after the settings are announced; the bound of
// convex-combination holds with  w = (1-L)v, t = (1-v)/D  (model "junk":  w = v - L(1-v)/D),  D = d^(N-1). Same threshold.
// Source: derived from Sarkar, Prasad, Horodecki, arXiv:2603.06400, Eqs. (11)-(15).
// Hypotheses: those of convex-combination; projective measurements of at least N - 1 parties; Eve has a quantum memory.
// Numerics: closed form, peak rounded up, rest down. Origin: derived. Theory: docs/theory/convex-combination-plus.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_convex_combination_plus(const Link& link);

}  // namespace keybound
