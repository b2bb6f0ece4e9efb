// Upper bound on keys from untrusted devices that show a whole table: a mixture of devices that shows the same.
//
// Claim: if the table is a mixture of composite rounds (composite_round.hpp) with weights n_k, of strategies fixed beforehand
// and
//   of white noise, then no protocol whose key comes from the settings 0 of Alice and 2 of Bob, with public discussion in both
//   directions and settings announced, gives more than sum_k n_k key_of(round k) bits per key round.
// Source: convex-combination attacks: Farkas, Balanzo-Juando, Lukanowski, Kolodynski, Acin, PRL 127, 050503 (2021); key at most
//   the relative entropy of entanglement: Horodecki et al., IEEE Trans. Inf. Theory 55, 1898 (2009). Composite rounds and the
//   programme over them are derived: docs/theory/correlation-lp.md.
// Hypotheses: Eve prepares the devices; rounds alike and independent are enough, since they are one of her choices; all rounds
//   are detected (an outcome that stands for "no detection" is an outcome).
// Inputs: the table, p(a,b|x,y), of 2 and 3 settings with two outcomes.
// Numerics: columns by pricing, weights by Clp; the bound follows from weights and parameters of the rounds alone. What they
// miss
//   of the table hides in the white noise, whose weight is what they leave of 1. Where it does not fit, the bound is 1 bit.
// Origin: derived.
#pragma once

#include <vector>

#include "keybound/proof/finding.hpp"
#include "keybound/proof/upper/correlation_mixture.hpp"

namespace keybound {

// The best one that the programme finds.
CorrelationMixture propose_correlation_mixture(const KnownMoments& moments);

Outcome<RateCeiling> prove_correlation_lp(const Link& link);

// The same from the mixture in the evidence.
Outcome<RateCeiling> conclude_correlation_lp(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
