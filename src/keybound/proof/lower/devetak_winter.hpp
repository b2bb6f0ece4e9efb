// Proof `devetak-winter` (lower bound, published): one-way key from matched bases of an isotropic state, without the rounds
// that leak.
//
// Claim: R >= (1-L) S(Z|E) - H(Z|B); for the isotropic state  S(Z|E) = log2 d + H(Z|B) - S(AB),  H(Z|B) = h(Q) + Q log2(d-1)
// with Q = (d-1)(1-v)/d,  S(AB) = h(F) + (1-F) log2(d^2-1) with 1-F = (d^2-1)(1-v)/d^2. Source: Devetak, Winter, Proc. R. Soc.
// A 461, 207 (2005), Theorem 2.1; Renner, PhD thesis, quant-ph/0512258, for general attacks. Hypotheses: two parties; leaks do
// not depend on the state; a round in which anything leaks counts as known: L is the probability that any outcome of the round
// does. Numerics: closed form, rounded downward. Origin: published. Theory: docs/theory/devetak-winter.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateFloor> prove_devetak_winter(const Link& link);

}  // namespace keybound
