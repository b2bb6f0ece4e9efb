// Candidates for splits of a state (state_split.hpp), from a convex programme. Nothing here is trusted.
#pragma once

#include "keybound/proof/upper/state_split.hpp"

namespace keybound {

struct SplitOptions {
    int max_iterations = 200;  // of Newton's method; an interrupted one is a candidate too
    double gap = 1e-9;         // in nats, as the solver believes
};

// The best split, nearly: a local minimum over S, Z and g.
SplitCandidate best_split(const SplitProblem& problem, const SplitOptions& options = {});

// The best one whose flagged part is separable itself (Z = S): a convex-combination attack.
SplitCandidate best_separable_split(const SplitProblem& problem, const SplitOptions& options = {});

// A separable part of the state, T of S = V T V^dagger, of nearly the largest trace.
SmallMatrix largest_separable_part(const SupportedState& state, const SplitOptions& options = {});

// A separable operator Z, nearly closest to the whole state.
SeparableCandidate closest_separable(const SupportedState& state, const SplitOptions& options = {});

}  // namespace keybound
