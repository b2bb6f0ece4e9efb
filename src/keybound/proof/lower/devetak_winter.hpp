// Proof `devetak-winter` (lower bound, published): one-way key from the outcomes of one party, without the rounds that leak.
//
// Claim: R >= (1-L) S(A|E) - max_i H(A|B_i), averaged over the settings, with the better choice of A for each; Eve purifies the
// state of all parties. In closed form for isotropic states in matched bases, otherwise of link.measured
// (devetak_winter_general.hpp). Source: Devetak, Winter, Proc. R. Soc. A 461, 207 (2005), Theorem 2.1; Renner, PhD thesis,
// quant-ph/0512258, for general attacks; Epping et al., New J. Phys. 19, 093012 (2017), for conference keys of three or more.
// Hypotheses: settings are announced; leaks do not depend on the state; a round in which anything leaks counts as known: L is
// the probability that any outcome of the round does. Numerics: rounded downward; entropies of matrices from certified spectra.
// Origin: published. Theory: docs/theory/devetak-winter.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateFloor> prove_devetak_winter(const Link& link);

}  // namespace keybound
