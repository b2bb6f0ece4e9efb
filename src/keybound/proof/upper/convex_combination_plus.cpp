#include "keybound/proof/upper/convex_combination_plus.hpp"

#include "keybound/proof/upper/shared_state_ceiling.hpp"

namespace keybound {

Outcome<RateCeiling> prove_convex_combination_plus(const Link& link) {
    const SharedState& state = link.shared.value();
    const LeakyState leaky(state, state.all_but_one_leak());
    const double per_cell = leaky.noise / leaky.other_outcomes;
    PeakedCeiling found{};
    if (state.leak_model == SharedState::LeakModel::uniform) {
        const double entangled = leaky.kept * leaky.visibility;
        found.peak = peak_above(entangled, entangled);
    } else {
        const double known = leaky.leak * per_cell;
        found.peak = peak_above(leaky.visibility - known, leaky.visibility + known);
    }
    found.rest = rest_below(per_cell);
    found.cells = leaky.other_outcomes;
    found.factor = 1.0 / (state.parties - 1);
    found.visibility_threshold = visibility_threshold(state, state.all_but_one_leak());
    return proved_ceiling(state, found);
}

}  // namespace keybound
