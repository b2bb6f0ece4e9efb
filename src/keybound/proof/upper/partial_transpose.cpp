#include "keybound/proof/upper/partial_transpose.hpp"

#include <utility>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/private_state_bounds.hpp"
#include "keybound/proof/upper/channel_entanglement.hpp"
#include "keybound/proof/upper/max_relative_entropy.hpp"

namespace keybound {

namespace {

using Bound = UpperBound (*)(double error);

// One copy of the state, or one use of the channel.
RateCeiling transposed_ceiling(double error, Bound ours, Bound published) {
    RateCeiling result{ours(error)};
    result.quantities = {{"published_bound", published(error).value},
                         {"dimension_threshold", first_dimension_with_gap(ours)},
                         {"published_dimension_threshold", first_dimension_with_gap(published)}};
    result.evidence.add("error", error);
    return result;
}

// Of the key that trusted devices have and untrusted ones have not.
void add_gap(RateCeiling& result, double error, Bound untrusted) {
    result.quantities.emplace_back("gap", rounding::down(private_state_key(error).value - untrusted(error).value, 1, 1.0));
}

Outcome<RateCeiling> of_channel(const ChannelMap& map) {
    using Result = Outcome<RateCeiling>;
    if (map.private_state) {
        const double error = map.private_state->error();
        RateCeiling result =
            transposed_ceiling(error, transposed_channel_entanglement, published_transposed_channel_entanglement);
        add_gap(result, error, transposed_channel_entanglement);
        return Result::proved(std::move(result));
    }
    const ChoiState& choi = map.choi_state.value();
    switch (stays_positive(choi)) {
        case Transposable::yes:
            return ceiling_of_choi(transposed(choi));
        case Transposable::no:
            return Result::not_applicable(
                "needs a channel that stays one behind a transposition: the partial transpose of this one's Choi state is "
                "negative somewhere");
        case Transposable::undecided:
            break;
    }
    return Result::undecided("whether the partial transpose of the Choi state is positive is a matter of rounding");
}

}  // namespace

Outcome<RateCeiling> prove_partial_transpose(const Link& link) {
    if (link.channel_map) return of_channel(*link.channel_map);
    const PrivateState& state = link.private_state.value();
    RateCeiling result = transposed_ceiling(state.error(), transposed_entanglement, published_transposed_entanglement);
    add_gap(result, state.distilled_error(), transposed_entanglement);
    if (state.copies > 1) {
        result.quantities.emplace_back("conditional_rate", transposed_entanglement(state.distilled_error()).value);
    }
    return Outcome<RateCeiling>::proved(std::move(result));
}

}  // namespace keybound
