// Density matrices and measurement operators from CSV files (docs/formats/density-matrix.md, docs/formats/povm.md).
#pragma once

#include <vector>

#include "keybound/protocol/measured_state.hpp"
#include "keybound/scenario/file_reference.hpp"

namespace keybound {

// A matrix from a file, made exact: how far the result may be from one of exactly the properties it must have.
struct ReadState {
    SmallMatrix state;
    double doubt;  // Frobenius norm
};

struct ReadSettings {
    std::vector<KeySetting> settings;
    double doubt;
};

// Rows of re,im pairs. Hermitian, of trace 1 and without negative eigenvalues to 1e-9 each; then made Hermitian, negative
// eigenvalues set to 0, and the trace to 1. Throws UserError with the line for anything else.
ReadState read_density_matrix(const FileReference& file, const std::vector<int>& dimensions);

// Lines setting,party,outcome,re,im,...: an operator row by row. Hermitian, positive and of sum 1 to 1e-9 each; then made a
// POVM to rounding. Throws UserError with the line for anything else.
ReadSettings read_povms(const FileReference& file, const std::vector<int>& dimensions);

}  // namespace keybound
