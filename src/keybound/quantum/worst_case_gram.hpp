// How far apart two superpositions can be driven by side-channel states of which nothing but the size is known.
#pragma once

#include "keybound/quantum/small_matrix.hpp"

namespace keybound {

// A proved upper bound on  g(V) = max { sum_jk V_jk H_jk : H a correlation matrix (H >= 0, H_jj = 1) }  and its witness.
struct WorstCaseGram {
    double value;             // sum of the multipliers, rounded outward
    SmallVector multipliers;  // y with diag(y) >= V, certified
};

// V: Hermitian, positive semidefinite, at most 16 x 16, of order 1. Dual: g(V) = min { sum_j y_j : diag(y) >= V }.
// Heuristics find y (block-coordinate ascent on the primal); the bound is evaluated from the repaired y alone, so a bad y
// gives a larger value, never a wrong one. NaN in V gives +infinity. Derivation: docs/theory/worst-case-gram.md.
WorstCaseGram worst_case_gram(const SmallMatrix& v);

// The bound that any candidate multipliers give after repair: sum y + n max(0, -least eigenvalue of diag(y) - V).
WorstCaseGram conclude_worst_case_gram(const SmallMatrix& v, const SmallVector& candidate);

}  // namespace keybound
