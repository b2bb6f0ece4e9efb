// Proof `chsh` (lower bound, published): one-way key from the CHSH value S and the error rate Q of untrusted devices.
//
// Claim: R >= 1 - h(Q) - chi(S),  chi(S) = h((1 + C)/2),  C = sqrt(S^2/4 - 1); 0 for S <= 2.
// Source: Acin, Brunner, Gisin, Massar, Pironio, Scarani, PRL 98, 230501 (2007). Coherent attacks: Arnon-Friedman
// et al., Nature Communications 9, 459 (2018). Hypotheses: key from the settings A0, B2 of which A0 is in the Bell test too; Q
// in [0, 1] counts outcomes that differ; both parties turn outcomes around at random together, so marginals do not matter.
// Numerics: closed form at S rounded downward and Q towards 1/2, result rounded downward. Origin: published.
// Theory: docs/theory/chsh.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateFloor> prove_chsh(const Link& link);

// 1 - chi(S) + [Eve's ignorance of flips of probability f in [0, 1/2)] - h(Q + f - 2fQ) at these very S and Q, not yet cut off
// at 0; f = 0 for chsh. For 2 < S <= 2 sqrt(2) and Q in [0, 1/2].
LowerBound chsh_rate(double violation, double error, double flip_probability);

// What both proofs have in common: 0 for S <= 2, undecided for what is no number.
Outcome<RateFloor> chsh_floor(const Link& link, double (*flips)(double violation, double error));

}  // namespace keybound
