#include "keybound/proof/private_state_bounds.hpp"

#include <cmath>
#include <numbers>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/entropy.hpp"

namespace keybound {

namespace {

double log2_1p(double x) { return std::log1p(x) / std::numbers::ln2; }

// p is within 6 roundings, and p times the slope of each formula is at most twice the magnitude that is given for it.
constexpr double roundings = 32.0;

LowerBound at_least_zero(double value) { return LowerBound{value > 0.0 ? value : 0.0}; }

}  // namespace

LowerBound private_state_key(double error) {
    return at_least_zero(rounding::down(1.0 - binary_entropy(error) - error, roundings, 1.0));
}

UpperBound private_state_entanglement(double error) {
    return UpperBound{rounding::up(1.0 - binary_entropy(error), roundings, 1.0)};
}

UpperBound transposed_entanglement(double error) {
    return UpperBound{rounding::up(error * (1.0 + log2_1p(-error)), roundings, error)};
}

UpperBound published_transposed_entanglement(double error) { return UpperBound{rounding::up(error, 6)}; }

UpperBound private_channel_entanglement(double error) {
    return UpperBound{rounding::up(1.0 + log2_1p(-error), roundings, 1.0)};
}

// (1-p)(1+2p) = 1 + p(1-2p)
UpperBound transposed_channel_entanglement(double error) {
    return UpperBound{rounding::up(log2_1p(error * (1.0 - 2.0 * error)), roundings, 2.0 * error)};
}

UpperBound published_transposed_channel_entanglement(double error) {
    return UpperBound{rounding::up(log2_1p(error), roundings, 2.0 * error)};
}

double first_dimension_with_gap(UpperBound (*untrusted)(double error)) {
    PrivateState state;
    while (private_state_key(state.error()).value <= untrusted(state.error()).value) state.dimension += 1.0;
    return state.dimension;
}

Outcome<RateFloor> private_state_devetak_winter(const Link& link) {
    const PrivateState& state = link.private_state.value();
    const LowerBound conditional = private_state_key(state.distilled_error());
    RateFloor result{conditional};
    if (state.copies > 1) {
        const double success = rounding::down(state.success_probability(), state.success_roundings());
        result.rate_bits_per_pulse = at_least_zero(rounding::down(success * conditional.value / state.copies, 3));
        result.quantities = {{"success_probability", success}, {"conditional_rate", conditional.value}};
    }
    result.evidence.add("error", state.distilled_error());
    return Outcome<RateFloor>::proved(std::move(result));
}

Outcome<RateCeiling> private_state_relative_entropy(const Link& link) {
    const PrivateState& state = link.private_state.value();
    RateCeiling result{private_state_entanglement(state.error())};
    if (state.copies > 1) {
        result.quantities = {{"conditional_rate", private_state_entanglement(state.distilled_error()).value}};
    }
    result.evidence.add("error", state.error());
    return Outcome<RateCeiling>::proved(std::move(result));
}

}  // namespace keybound
