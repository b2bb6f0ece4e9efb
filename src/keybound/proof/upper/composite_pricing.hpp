// Which composite rounds a linear programme over them would want next.
#pragma once

#include <vector>

#include "keybound/proof/upper/composite_round.hpp"

namespace keybound {

// Multipliers of the moments, and of the total weight.
struct Prices {
    Moments moments;
    double weight = 0.0;
};

// Rounds whose reduced cost  key - moments . prices - weight  is a local minimum below -`tolerance`, the best ones first.
// Flips, local rounds and Bob's angles are optimal in closed form; coherence and Alice's angle by a grid and a local search. A
// hint, no more: what a mixture of such rounds proves does not depend on how they were found.
std::vector<CompositeRound> rounds_worth_adding(const Prices& prices, double tolerance);

}  // namespace keybound
