#include "keybound/proof/upper/shared_state_ceiling.hpp"

#include <algorithm>
#include <utility>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/peaked_distribution.hpp"

namespace keybound {

LeakyState::LeakyState(const SharedState& state, double leak_probability)
    : visibility(state.visibility_above()),
      noise(1.0 - visibility),
      other_outcomes(state.other_outcomes()),
      white(noise / other_outcomes / state.dimension),
      leak(state.leak_pattern == SharedState::LeakPattern::same ? leak_probability
                                                                : std::max(0.0, rounding::down(leak_probability, 16))),
      kept(1.0 - leak) {}

double peak_above(double value, double magnitude) { return magnitude == 0.0 ? 0.0 : rounding::up(value, 8, magnitude); }

double rest_below(double value) { return std::max(0.0, rounding::down(value, 8)); }

double visibility_threshold(const SharedState& state, double leak_probability) {
    const LeakyState leaky(state, leak_probability);
    const double d = leaky.other_outcomes;
    const double threshold = state.leak_model == SharedState::LeakModel::uniform ? 1.0 / (1.0 + d * leaky.kept)
                                                                                 : (1.0 + leaky.leak) / (1.0 + d + leaky.leak);
    return rounding::down(threshold, 8);
}

RateCeiling ceiling_of(const SharedState& state, const PeakedCeiling& found) {
    const double information = peaked_information(found.peak, found.rest, found.cells).value;
    RateCeiling result{
        UpperBound{information == 0.0 || found.factor == 0.0 ? 0.0 : rounding::up(found.factor * information, 4)}};
    result.quantities.emplace_back("visibility_threshold", found.visibility_threshold);
    if (const auto most = state.most_repeaters(found.visibility_threshold)) {
        result.quantities.emplace_back("maximum_repeaters", *most);
    }
    result.evidence.add("peak", found.peak);
    result.evidence.add("rest", found.rest);
    result.evidence.add("cells", found.cells);
    result.evidence.add("factor", found.factor);
    return result;
}

Outcome<RateCeiling> proved_ceiling(const SharedState& state, const PeakedCeiling& found) {
    RateCeiling result = ceiling_of(state, found);
    if (!(result.rate_bits_per_pulse.value >= 0.0)) return Outcome<RateCeiling>::undecided("the formula gave no number");
    return Outcome<RateCeiling>::proved(std::move(result));
}

}  // namespace keybound
