// Proof `chsh-noisy-preprocessing` (lower bound, published): as chsh, after Alice has turned key bits around at random.
//
// Claim: for any flip probability f in [0, 1/2),
//   R >= 1 - chi(S) + h((1 + sqrt(1 - f(1-f)(8 - S^2)))/2) - h(Q + f - 2fQ),  chi of chsh.
// Source: Ho, Sekatski, Tan, Renner, Bancal, Sangouard, PRL 124, 230502 (2020). Hypotheses: those of chsh; flips are
// made after the devices were used, and Bob is not told of them.
// Numerics: f <= 0.499 is searched for, any is valid; result at f rounded downward. Origin: published.
// Theory: docs/theory/chsh-noisy-preprocessing.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateFloor> prove_chsh_noisy_preprocessing(const Link& link);

}  // namespace keybound
