// What the upper bounds on keys from isotropic states have in common: each ends at a peaked distribution.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

// The bound  factor * peaked_information(peak, rest, cells), and the visibility up to which it is 0.
struct PeakedCeiling {
    double peak;
    double rest;
    double cells;
    double factor = 1.0;
    double visibility_threshold;
};

// v rounded upward, a leak probability downward, and what else the formulas are made of.
struct LeakyState {
    LeakyState(const SharedState& state, double leak_probability);

    double visibility;
    double noise;           // 1 - v
    double other_outcomes;  // D = d^(N-1)
    double white;           // u = (1 - v)/d^N
    double leak;            // L
    double kept;            // 1 - L
};

// Outward for what up to eight roundings of numbers of this magnitude made; 0 and at least 0 where there is nothing at all.
double peak_above(double value, double magnitude);
double rest_below(double value);

// Largest visibility without key:  1/(1 + D(1 - L))  if every round leaks alike,  (1 + L)/(1 + D + L)  if only separable ones
// do; rounded downward. Corrects Eq. (19) of Sarkar et al., arXiv:2603.06400 (docs/theory/convex-combination.md, 5).
double visibility_threshold(const SharedState& state, double leak_probability);

// Its quantities visibility_threshold and maximum_repeaters, evidence, and rate rounded upward.
RateCeiling ceiling_of(const SharedState& state, const PeakedCeiling& found);

Outcome<RateCeiling> proved_ceiling(const SharedState& state, const PeakedCeiling& found);

inline constexpr const char* needs_uniform_leak =
    "needs leak.model = \"uniform\": a leak of separable rounds alone fixes Eve's decomposition of the state, and she cannot "
    "hold "
    "the purification that this bound takes from her";

}  // namespace keybound
