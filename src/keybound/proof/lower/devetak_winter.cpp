#include "keybound/proof/lower/devetak_winter.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/channel_key.hpp"
#include "keybound/proof/lower/devetak_winter_general.hpp"
#include "keybound/proof/private_state_bounds.hpp"
#include "keybound/quantum/peaked_distribution.hpp"

namespace keybound {

namespace {

Outcome<RateFloor> prove_closed_form(const SharedState& state) {
    const double d = state.dimension, all = std::pow(d, state.parties), others = all / d;
    const double noise = 1.0 - state.visibility_below();
    const double leak = state.leak_pattern == SharedState::LeakPattern::same
                            ? state.leak_probability
                            : std::min(1.0, rounding::up(state.some_outcome_leaks(), 8.0 * state.parties));
    const double symbol = std::log2(d);
    const double error = peaked_entropy(noise * (d - 1.0) / d, d - 1.0);
    const double rest = peaked_entropy(noise * (others - 1.0) / others, others - 1.0);
    const double spectrum = peaked_entropy(noise * (all - 1.0) / all, all - 1.0);
    // grows with v, because S(Z|E) is a relative entropy between states that are affine in v, and 0 at v = 0; and falls with L
    const double rate = rounding::down((1.0 - leak) * (symbol + rest - spectrum) - error, 64, symbol + rest + spectrum + error);
    RateFloor result{LowerBound{rate > 0.0 ? rate : 0.0}};
    result.evidence.add("symbol_entropy", symbol);
    result.evidence.add("others_entropy", rest);
    result.evidence.add("state_entropy", spectrum);
    result.evidence.add("error_entropy", error);
    result.evidence.add("leak", leak);
    return Outcome<RateFloor>::proved(std::move(result));
}

}  // namespace

Outcome<RateFloor> prove_devetak_winter(const Link& link) {
    if (link.private_state) return private_state_devetak_winter(link);
    if (link.channel_map) return channel_devetak_winter(link);
    if (!link.shared && !link.measured) return Outcome<RateFloor>::not_applicable("needs a shared state that is known");
    if (link.correlations && !link.correlations->visibility) {
        return Outcome<RateFloor>::not_applicable("needs ideal detectors");
    }
    const bool junk = link.measured ? link.measured->leak_model == OutcomeLeak::LeakModel::junk
                                    : link.shared.value().leak_model == OutcomeLeak::LeakModel::junk;
    if (junk) return Outcome<RateFloor>::not_applicable("needs leak.model = \"uniform\": a leak must not depend on the state");
    return link.measured ? prove_devetak_winter_general(link) : prove_closed_form(*link.shared);
}

}  // namespace keybound
