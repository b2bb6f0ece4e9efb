// The relative entropy of entanglement of states that are given as a matrix.
#pragma once

#include <vector>

#include "keybound/proof/finding.hpp"
#include "keybound/proof/upper/separable_operator.hpp"
#include "keybound/proof/upper/state_split.hpp"

namespace keybound {

// D(state || sigma) in bits, rounded upward, for sigma proportional to the candidate; +infinity if it is not separable.
UpperBound entanglement_above(const SupportedState& state, const SeparableCandidate& sigma);

// (1 - L) times that, across the best cut of one party from the others.
Outcome<RateCeiling> prove_entanglement_of_measured_state(const Link& link);
Outcome<RateCeiling> conclude_entanglement_of_measured_state(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
