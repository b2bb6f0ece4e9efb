#include "keybound/proof/upper/partial_transpose.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/private_state_bounds.hpp"
#include "keybound/proof/upper/channel_entanglement.hpp"
#include "keybound/proof/upper/max_relative_entropy.hpp"
#include "keybound/proof/upper/split_ceiling.hpp"
#include "keybound/proof/upper/state_entanglement.hpp"
#include "keybound/proof/upper/state_split_programme.hpp"
#include "keybound/quantum/certify_psd.hpp"
#include "keybound/quantum/density_matrix.hpp"

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

Outcome<RateCeiling> of_channel(const ChannelMap& map, const std::vector<EvidenceItem>* items) {
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
            return ceiling_of_choi(transposed(choi), items);
        case Transposable::no:
            return Result::not_applicable(
                "needs a channel that stays one behind a transposition: the partial transpose of this one's Choi state is "
                "negative somewhere");
        case Transposable::undecided:
            break;
    }
    return Result::undecided("whether the partial transpose of the Choi state is positive is a matter of rounding");
}

Outcome<RateCeiling> of_state(const PrivateState& state) {
    RateCeiling result = transposed_ceiling(state.error(), transposed_entanglement, published_transposed_entanglement);
    add_gap(result, state.distilled_error(), transposed_entanglement);
    if (state.copies > 1) {
        result.quantities.emplace_back("conditional_rate", transposed_entanglement(state.distilled_error()).value);
    }
    return Outcome<RateCeiling>::proved(std::move(result));
}

// Of a matrix: both the state and its partial transpose bound the key, each by a separable state near it.
Outcome<RateCeiling> of_matrix(const Link& link, const std::vector<EvidenceItem>* items) {
    using Result = Outcome<RateCeiling>;
    if (!link.measured || link.measured->dimensions.size() != 2) {
        return Result::not_applicable("needs a state of two parties as a matrix, or settings.key");
    }
    MeasuredState turned = *link.measured;
    turned.state = partial_transpose(turned.state, turned.dimensions, {1});
    const double doubt = rounding::up(turned.state.norm() * turned.doubt + turned.doubt, 4);
    if (!(certify_psd(turned.state) >= doubt)) {
        return Result::not_applicable("needs a state whose partial transpose is positive, by more than rounding");
    }
    RateCeiling ceiling{UpperBound{std::numeric_limits<double>::infinity()}};
    std::size_t position = 0;
    for (const MeasuredState& state : {*link.measured, turned}) {
        const SupportedState support = supported(state);
        const std::optional<SeparableCandidate> sigma =
            items == nullptr ? closest_separable(support) : read_separable(*items, position, state.dimensions);
        if (!sigma) return Result::undecided("the evidence holds no two separable states");
        add_evidence(ceiling.evidence, *sigma);
        ceiling.rate_bits_per_pulse.value =
            std::fmin(ceiling.rate_bits_per_pulse.value, entanglement_above(support, *sigma).value);
    }
    if (!(ceiling.rate_bits_per_pulse.value < std::numeric_limits<double>::infinity())) {
        return Result::undecided("no separable state was certified");
    }
    return Result::proved(std::move(ceiling));
}

Outcome<RateCeiling> judged(const Link& link, const std::vector<EvidenceItem>* items) {
    if (link.channel_map) return of_channel(*link.channel_map, items);
    return link.private_state ? of_state(*link.private_state) : of_matrix(link, items);
}

}  // namespace

Outcome<RateCeiling> prove_partial_transpose(const Link& link) { return judged(link, nullptr); }

Outcome<RateCeiling> conclude_partial_transpose(const Link& link, const std::vector<EvidenceItem>& items) {
    return judged(link, &items);
}

}  // namespace keybound
