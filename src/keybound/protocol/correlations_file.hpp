// Reading p(a,b|x,y) from a file: docs/formats/correlations.md.
#pragma once

#include "keybound/protocol/correlations.hpp"
#include "keybound/scenario/file_reference.hpp"

namespace keybound {

// The table of 2 x 3 settings with two outcomes each that `correlations.file` holds, each p(.,.|x,y) summing to 1 exactly but
// for roundings. Throws UserError for any other file: sums that differ from 1 by more than 1e-9, settings that tell the other
// party of themselves by more than 1e-6, or correlations beyond those of any quantum devices.
CorrelationTable read_correlations(const FileReference& file);

}  // namespace keybound
