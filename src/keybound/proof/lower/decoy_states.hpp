// The decoy-state bound that `decoy-ideal` and `leaky-decoy` share: single-photon yields and errors from the programme, then
// the coin between the bases.
#pragma once

#include <vector>

#include "keybound/proof/finding.hpp"

namespace keybound {

// The bound for this leakage; from the certificates in `items` if they are given, else from our own.
Outcome<PhaseErrorBound> prove_decoy_states(const Link& link, double leakage, const std::vector<EvidenceItem>* items);

}  // namespace keybound
