// Reading p(a,b|x,y), or counts of it, from a file: docs/formats/correlations.md.
#pragma once

#include "keybound/protocol/correlations.hpp"
#include "keybound/scenario/file_reference.hpp"

namespace keybound {

// What the file of `correlations.file` shows of 2 x 3 settings with two outcomes each. Probabilities: each p(.,.|x,y) is divided
// by its sum. Counts: the table without signalling next to the frequencies (docs/theory/chsh.md, 5). Throws UserError for any
// other file: sums that differ from 1 by more than 1e-9, settings that tell the other party of themselves by more than 1e-6 or
// six standard deviations, or correlations beyond those of any quantum devices.
Correlations read_correlations(const FileReference& file);

}  // namespace keybound
