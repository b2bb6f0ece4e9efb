#include "keybound/proof/upper/relative_entropy_of_entanglement_plus.hpp"

#include "keybound/proof/upper/shared_state_ceiling.hpp"

namespace keybound {

Outcome<RateCeiling> prove_relative_entropy_of_entanglement_plus(const Link& link) {
    const SharedState& state = link.shared.value();
    if (state.leak_model != SharedState::LeakModel::uniform) return Outcome<RateCeiling>::not_applicable(needs_uniform_leak);
    const LeakyState leaky(state, state.some_outcome_leaks());
    const double matched = leaky.kept * (leaky.visibility + leaky.white);
    PeakedCeiling found{};
    found.peak = peak_above(matched, matched);
    found.rest = rest_below((state.dimension + leaky.kept) * leaky.white);  // (Y - x)/(d - 1)
    found.cells = state.dimension;
    found.visibility_threshold = visibility_threshold(state, state.some_outcome_leaks());
    return proved_ceiling(state, found);
}

}  // namespace keybound
