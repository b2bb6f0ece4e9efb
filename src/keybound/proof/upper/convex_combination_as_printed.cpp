#include "keybound/proof/upper/convex_combination_as_printed.hpp"

#include <cmath>

#include "keybound/proof/upper/convex_combination.hpp"

namespace keybound {

Outcome<RateCeiling> prove_convex_combination_as_printed(const Link& link) {
    using Result = Outcome<RateCeiling>;
    SharedState state = link.shared.value();
    if (state.leak_model != SharedState::LeakModel::uniform) {
        return Result::not_applicable("the printed threshold of leaks from separable rounds is right: see convex-combination");
    }
    if (state.leak_pattern != SharedState::LeakPattern::same || !state.chain.link_visibility) {
        return Result::not_applicable("the paper knows leaks of all outcomes of a round together, and equal links only");
    }
    const int repeaters = state.chain.repeaters;
    state.chain.as_published = true;
    if (repeaters > 0) state.visibility = std::pow(*state.chain.link_visibility, 2 * repeaters);
    const double d = state.other_outcomes(), leak = state.leak_probability;
    PeakedCeiling printed = convex_combination_ceiling(state, leak);
    printed.visibility_threshold = 1.0 / (1.0 + d) + d * leak / ((1.0 + d) * (1.0 - leak) + leak);
    if (state.visibility <= printed.visibility_threshold) printed.peak = printed.rest = 0.0;
    return Result::as_printed(ceiling_of(state, printed),
                              "Eq. (19) lost a factor, and v^(2n) is not what n repeaters leave; nothing proves these numbers");
}

}  // namespace keybound
