// Proof `max-relative-entropy` (upper bound, published): no protocol gets more key through a channel than its max-relative
// entropy of entanglement.
//
// Claim: P_2 <= E_max <= log2(a ||Tr_B S||) bits per use for any separable operator S >= J, with the Choi state J of the
// channel and a dimensions of its input. Nothing is asked of the channel: no covariance, no simulation by teleportation.
// Source: Christandl, Mueller-Hermes, Commun. Math. Phys. 353, 821 (2017), for P_2 <= E_max. The operators S are derived here,
// in docs/theory/quantum-channels.md and private-states.md. Hypotheses: the channel is used independently, with free public
// discussion. Numerics: closed forms rounded upward; otherwise S is proposed by a solver, lifted and certified. Origin:
// published. Theory: docs/theory/quantum-channels.md.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_max_relative_entropy(const Link& link);

// The same for the channel of this Choi state.
Outcome<RateCeiling> ceiling_of_choi(const ChoiState& choi);

}  // namespace keybound
