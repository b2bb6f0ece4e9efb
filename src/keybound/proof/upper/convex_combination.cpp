#include "keybound/proof/upper/convex_combination.hpp"

namespace keybound {

PeakedCeiling convex_combination_ceiling(const SharedState& state, double leak_probability) {
    const LeakyState leaky(state, leak_probability);
    const double per_cell = leaky.noise / leaky.other_outcomes;
    const double entangled = state.leak_model == SharedState::LeakModel::uniform ? leaky.kept : 1.0;
    PeakedCeiling found{};
    found.peak = peak_above(entangled * (leaky.visibility - per_cell), entangled * (leaky.visibility + per_cell));
    found.rest = rest_below(leaky.leak * per_cell);
    found.cells = leaky.other_outcomes;
    found.factor = 1.0 / (state.parties - 1);
    found.visibility_threshold = visibility_threshold(state, leak_probability);
    return found;
}

Outcome<RateCeiling> prove_convex_combination(const Link& link) {
    const SharedState& state = link.shared.value();
    return proved_ceiling(state, convex_combination_ceiling(state, state.all_but_one_leak()));
}

}  // namespace keybound
