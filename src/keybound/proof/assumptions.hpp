// The assumptions that results print, worded once. The labels are those of docs/theory/README.md.
#pragma once

#include <string>
#include <vector>

namespace keybound {

// For proofs about a partially characterised prepare-and-measure source in the limit of infinitely many pulses.
const std::vector<std::string>& asymptotic_source_assumptions();

// The same for a run of finitely many pulses.
const std::vector<std::string>& finite_source_assumptions();

// Why a proof about qubit states cannot be applied to others.
inline constexpr const char* needs_qubits = "needs qubit states; these characterised kets span more than two dimensions";

}  // namespace keybound
