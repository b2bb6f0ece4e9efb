#include "keybound/proof/lower/devetak_winter.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/channel_key.hpp"
#include "keybound/proof/private_state_bounds.hpp"
#include "keybound/quantum/peaked_distribution.hpp"

namespace keybound {

Outcome<RateFloor> prove_devetak_winter(const Link& link) {
    using Result = Outcome<RateFloor>;
    if (link.private_state) return private_state_devetak_winter(link);
    if (link.channel_map) return channel_devetak_winter(link);
    const SharedState& state = link.shared.value();
    if (state.parties != 2) return Result::not_applicable("needs state.parties = 2: it is proved for the key of two parties");
    if (state.leak_model != SharedState::LeakModel::uniform) {
        return Result::not_applicable("needs leak.model = \"uniform\": a leak must not depend on the state");
    }
    const double d = state.dimension, noise = 1.0 - state.visibility_below();
    const double leak = state.leak_pattern == SharedState::LeakPattern::same
                            ? state.leak_probability
                            : std::min(1.0, rounding::up(state.some_outcome_leaks(), 16));
    const double symbol = std::log2(d);
    const double error = peaked_entropy(noise * (d - 1.0) / d, d - 1.0);
    const double spectrum = peaked_entropy(noise * (d * d - 1.0) / (d * d), d * d - 1.0);
    // (1-L)(log2 d + H - S) - H; grows with v, because both entropies fall, and falls with L
    const double rate = rounding::down((1.0 - leak) * (symbol - spectrum) - leak * error, 64, symbol + spectrum + error);
    RateFloor result{LowerBound{rate > 0.0 ? rate : 0.0}};
    result.evidence.add("symbol_entropy", symbol);
    result.evidence.add("error_entropy", error);
    result.evidence.add("state_entropy", spectrum);
    result.evidence.add("leak", leak);
    return Result::proved(std::move(result));
}

}  // namespace keybound
