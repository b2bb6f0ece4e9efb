// Channels and unitaries from CSV files (docs/formats/choi.md, docs/formats/kraus.md).
#pragma once

#include "keybound/protocol/channel_map.hpp"
#include "keybound/scenario/file_reference.hpp"

namespace keybound {

// Read, checked to 1e-9 and then normalised: the result is the Choi state of a channel, to within its `doubt`. Throw UserError
// with the line for anything else.
ChoiState read_choi_state(const FileReference& file);
ChoiState read_kraus_operators(const FileReference& file);

// The files of the tables [private_state] and [quantum_channel], if there are any. Throws UserError.
void check_private_files(const Scenario& scenario);

}  // namespace keybound
