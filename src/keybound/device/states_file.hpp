// Characterised kets of any dimension from a CSV file (docs/formats/states.md).
#pragma once

#include <complex>
#include <vector>

#include "keybound/scenario/file_reference.hpp"

namespace keybound {

// One ket per setting: amplitudes 2k and 2k+1 are those of |0_Z> and |1_Z> in mode k. Bob's receiver measures the qubit and
// is blind to the mode.
using ModeKet = std::vector<std::complex<double>>;

// Rows of re,im pairs, normalised; lines that begin with # are comments. Throws UserError with the line for anything else: a
// wrong number of rows or columns, what is no number, kets that are not normalised to 1e-6.
std::vector<ModeKet> read_states(const FileReference& file, int settings);

// The same kets, up to one rotation, in as few dimensions as they span (to rounding): column j is the ket of setting j. At
// most as many rows as kets.
std::vector<ModeKet> in_own_span(const std::vector<ModeKet>& kets);

}  // namespace keybound
