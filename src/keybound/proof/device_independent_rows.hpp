// The rows of proofs about untrusted devices.
#pragma once

#include <vector>

#include "keybound/proof/catalog.hpp"

namespace keybound {

void add_device_independent_proofs(std::vector<Proof>& rows);

}  // namespace keybound
