#include "keybound/proof/upper/partial_transpose.hpp"

#include <utility>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/private_state_bounds.hpp"

namespace keybound {

namespace {

using Bound = UpperBound (*)(double error);

// One copy of the state, or one use of the channel.
RateCeiling transposed(double error, Bound ours, Bound published) {
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

}  // namespace

Outcome<RateCeiling> prove_partial_transpose(const Link& link) {
    const PrivateState& state = link.private_state.value();
    RateCeiling result = transposed(state.error(), transposed_entanglement, published_transposed_entanglement);
    add_gap(result, state.distilled_error(), transposed_entanglement);
    if (state.copies > 1) {
        result.quantities.emplace_back("conditional_rate", transposed_entanglement(state.distilled_error()).value);
    }
    return Outcome<RateCeiling>::proved(std::move(result));
}

}  // namespace keybound
