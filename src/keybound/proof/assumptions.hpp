// The assumptions that results print, worded once. The labels are those of docs/theory/README.md.
#pragma once

#include <string>
#include <vector>

namespace keybound {

// For proofs about a partially characterised prepare-and-measure source in the limit of infinitely many pulses.
const std::vector<std::string>& asymptotic_source_assumptions();

// The same for a run of finitely many pulses.
const std::vector<std::string>& finite_source_assumptions();

// For keys from a state that is shared: about Eve and the leak. The second list adds what attacks by merging rounds need.
const std::vector<std::string>& shared_state_assumptions();
const std::vector<std::string>& attacked_state_assumptions();

// For keys of devices that nobody trusts. The second list adds what attacks by the device need.
const std::vector<std::string>& untrusted_device_assumptions();
const std::vector<std::string>& attacked_device_assumptions();

// The one of shared_state_assumptions() that has no meaning where nothing leaks by the protocol's own description.
inline constexpr const char* leaks_of_outcomes =
    "leaks: Eve learns outcomes of key rounds with leak.probability, as leak.model and leak.pattern say, and of which "
    "round";

// Why a proof about qubit states cannot be applied to others.
inline constexpr const char* needs_qubits = "needs qubit states; these characterised kets span more than two dimensions";

}  // namespace keybound
