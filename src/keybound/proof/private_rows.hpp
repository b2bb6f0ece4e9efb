// The rows of the catalog about private states and about channels.
#pragma once

#include <vector>

#include "keybound/proof/catalog.hpp"

namespace keybound {

// Adds rows, and these protocols to rows that are there already.
void add_private_state_proofs(std::vector<Proof>& rows);

}  // namespace keybound
