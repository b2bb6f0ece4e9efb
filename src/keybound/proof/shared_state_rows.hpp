// The rows of proofs about keys from states that are shared, not sent.
#pragma once

#include <vector>

#include "keybound/proof/catalog.hpp"

namespace keybound {

void add_shared_state_proofs(std::vector<Proof>& rows);

}  // namespace keybound
