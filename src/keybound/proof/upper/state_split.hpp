// A state of two sides that Eve parts in two: one part is flagged, the other, and some of what leaked, she no longer tells
// apart.
//
// state = S + R with 0 <= S <= state. Of the rounds whose outcomes did not leak, those of S are flagged for everybody and give
// at most their relative entropy of entanglement; of the leaked ones those that Eve flags give nothing. In all others she keeps
// nothing but "?", and they give at most the mutual information of the outcomes,
//   R <= F(P) + u [ D(S || Z) + (Tr Z - Tr S)/ln 2 ],   P(a,b) = u Tr[(state - S) M_ab] + g_ab,   0 <= g_ab <= c Tr[state
//   M_ab],
// in bits, for every separable Z, with F(P) = sum P log P + |P| log |P| - sum P_A log P_A - sum P_B log P_B.
// Any S, g and Z will do. Of more parties two sides of a cut are meant, since a key of all is a key of the two sides.
// Derivation: docs/theory/relative-entropy-of-entanglement-optimal.md.
#pragma once

#include <optional>
#include <vector>

#include "keybound/core/bounds.hpp"
#include "keybound/proof/upper/separable_operator.hpp"
#include "keybound/protocol/measured_state.hpp"

namespace keybound {

// A state  V diag(weights) V^dagger  without the eigenvectors of no weight, and what its parties see of it.
struct SupportedState {
    SmallMatrix vectors;  // V: D x r
    SmallVector weights;  // r numbers > 0
    std::vector<int> dimensions;
    double doubt = 0.0;  // trace norm of its difference from the state that was given, at most; infinite if that was none

    int rank() const { return static_cast<int>(weights.size()); }
    // The same of a part 0 <= S <= V diag(weights) V^dagger from the nearest part of the state that was given.
    double doubt_of_parts() const;
    SmallMatrix whole() const { return SmallMatrix(weights.cast<Complex>().asDiagonal()); }  // the T of the whole state
};

// Eigenvalues below 1e-13 count as rounding of zeros.
SupportedState supported(const MeasuredState& measured);

// How many cuts of one party from all others there are.
int cuts_of(const MeasuredState& measured);

// The same state and measurements with one party as the first side and all others together as the second. The leak stays that
// of the parties.
MeasuredState across_cut(const MeasuredState& measured, int party);

// One announced setting.
struct SplitProblem {
    SupportedState state;
    std::vector<SmallMatrix> seen;  // V^dagger M_ab V of each joint outcome, the second side's counting fastest
    std::vector<int> outcomes;      // how many each side has
    double kept;                    // u: no side's outcomes leaked altogether
    double hidden;                  // c: all outcomes leaked, and Eve may forget them
};

// `sides` from across_cut, `state` its support.
SplitProblem split_problem(const MeasuredState& sides, const SupportedState& state, const KeySetting& setting);

struct SplitCandidate {
    SmallMatrix flagged;            // T: r x r, S = V T V^dagger
    SeparableCandidate separable;   // Z
    std::vector<double> forgotten;  // g
};

// T between 0 and the weights, certified; empty if the candidate is no matrix of numbers of that size. Eigenvalues of
// weights^(-1/2) T weights^(-1/2) are clipped to what is just inside of (0, 1), so that tiny weights lose no more than others.
std::optional<SmallMatrix> repaired_part(const SupportedState& state, const SmallMatrix& candidate);

// The bound above after repair: T between 0 and the weights, g between 0 and what leaked, Z separable, or the multiple of 1 of
// trace Tr S where that is better. In bits per key round; +infinity if there is no T (NaN, wrong sizes).
UpperBound conclude_split(const SplitProblem& problem, const SplitCandidate& candidate);

// How much more a state, or part of one, at this distance (trace norm) may give: relative entropies of entanglement are
// asymptotically continuous, A. Winter, Commun. Math. Phys. 347, 291 (2016), Corollary 8.
double doubt_in_bits(double distance, const std::vector<int>& dimensions);

// D(S || Z) + (Tr Z - Tr S)/ln 2  in bits for S = V T V^dagger, rounded upward: at least Tr S times the relative entropy of
// entanglement of S/Tr S. T must be certified to be positive.
UpperBound relative_entropy_above(const SupportedState& state, const SmallMatrix& t, const SeparableOperator& z);

// The bound, 0 if it is below; NaN as +infinity.
double nonnegative(UpperBound bound);

}  // namespace keybound
