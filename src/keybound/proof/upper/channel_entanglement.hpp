// Max-relative entropy of entanglement of a channel from its Choi state; docs/theory/quantum-channels.md, 3.
#pragma once

#include <optional>

#include "keybound/core/bounds.hpp"
#include "keybound/opt/solver.hpp"
#include "keybound/protocol/channel_map.hpp"

namespace keybound {

// A separable operator S with S >= J for every Choi state J within the doubt, and log2(a ||Tr_B S||), rounded upward: a bound
// on the two-way private capacity.
struct SeparableCover {
    SmallMatrix cover;
    UpperBound bits;
};

// The best of some: two and three dimensions together by a semidefinite programme, in which separable is what stays positive
// behind a partial transposition; in all dimensions what is left of J if one side is dephased. The solver only proposes: S is
// lifted until Cholesky factorisations certify it. Empty if nothing could be certified.
std::optional<SeparableCover> separable_cover(const ChoiState& choi, SdpSolver solve);
std::optional<SeparableCover> separable_cover(const ChoiState& choi);

// Whether the partial transpose of every Choi state within the doubt is positive, or of none is.
enum class Transposable { yes, no, undecided };
Transposable stays_positive(const ChoiState& choi);

ChoiState transposed(const ChoiState& choi);

// Positive partial transposes are separable.
inline bool decided_by_transposition(const ChoiState& choi) { return choi.input_dimension * choi.output_dimension <= 6; }

}  // namespace keybound
