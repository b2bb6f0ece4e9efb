#include "keybound/protocol/shared_state.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"

namespace keybound {

double SharedState::visibility_above() const {
    return visibility_roundings == 0.0 ? visibility : std::min(1.0, rounding::up(visibility, visibility_roundings));
}

double SharedState::visibility_below() const {
    return visibility_roundings == 0.0 ? visibility : std::max(0.0, rounding::down(visibility, visibility_roundings));
}

double SharedState::other_outcomes() const { return std::pow(dimension, parties - 1); }

double OutcomeLeak::some_outcome_leaks() const {
    switch (leak_pattern) {
        case LeakPattern::same:
            return leak_probability;
        case LeakPattern::independent:
            return -std::expm1(parties * std::log1p(-leak_probability));
        case LeakPattern::disjoint:
            return std::min(1.0, parties * leak_probability);
    }
    return leak_probability;
}

double OutcomeLeak::all_but_one_leak() const {
    if (parties == 2) return some_outcome_leaks();
    switch (leak_pattern) {
        case LeakPattern::same:
            return leak_probability;
        case LeakPattern::independent:
            return std::pow(leak_probability, parties - 1) * (parties * (1.0 - leak_probability) + leak_probability);
        case LeakPattern::disjoint:
            return 0.0;
    }
    return 0.0;
}

// L^k + L^(N-k) - L^N is convex in k, so the largest is that of one party against the others.
double OutcomeLeak::one_side_leaks() const {
    if (parties == 2) return some_outcome_leaks();
    if (leak_pattern != LeakPattern::independent) return leak_probability;
    return leak_probability + std::pow(leak_probability, parties - 1) * (1.0 - leak_probability);
}

double OutcomeLeak::all_leak() const {
    switch (leak_pattern) {
        case LeakPattern::same:
            return leak_probability;
        case LeakPattern::independent:
            return std::pow(leak_probability, parties);
        case LeakPattern::disjoint:
            return 0.0;
    }
    return 0.0;
}

OutcomeLeak make_outcome_leak(const Scenario& scenario, int parties) {
    OutcomeLeak leak;
    leak.parties = parties;
    leak.leak_probability = scenario.leak.probability;
    if (scenario.leak.model == "junk") leak.leak_model = OutcomeLeak::LeakModel::junk;
    if (scenario.leak.pattern == "independent") leak.leak_pattern = OutcomeLeak::LeakPattern::independent;
    if (scenario.leak.pattern == "disjoint") leak.leak_pattern = OutcomeLeak::LeakPattern::disjoint;
    return leak;
}

std::optional<double> SharedState::most_repeaters(double visibility_threshold) const {
    if (parties != 2 || !chain.link_visibility) return std::nullopt;
    const double v = *chain.link_visibility, b = chain.bell_measurement_visibility;
    if (!(v > visibility_threshold && visibility_threshold > 0.0)) return std::nullopt;
    // n < x; the margin keeps a chain that lies on the threshold to within rounding
    const double cost = chain.as_published ? 2.0 * std::log(v) : std::log(v) + std::log(b);
    const double spare = std::log(visibility_threshold) - (chain.as_published ? 0.0 : std::log(v));
    const double most = std::ceil(spare / cost * (1.0 + 1e-12)) - 1.0;
    if (!std::isfinite(most)) return std::nullopt;
    return std::max(0.0, most);
}

SharedState make_shared_state(const Scenario& scenario) {
    SharedState state{make_outcome_leak(scenario, static_cast<int>(scenario.state.parties))};
    state.dimension = static_cast<int>(scenario.state.dimension);

    const RepeatersTable& table = scenario.repeaters;
    state.chain.repeaters = static_cast<int>(table.count.value_or(0.0));
    state.chain.bell_measurement_visibility = table.bell_measurement_visibility;
    state.chain.as_published = table.convention == "paper";
    const int n = state.chain.repeaters;
    if (table.link_visibilities.empty()) {
        const double v = scenario.state.visibility;
        state.chain.link_visibility = v;
        state.visibility = n == 0 ? v : std::pow(v, state.chain.as_published ? 2 * n : n + 1);
        state.visibility_roundings = n == 0 ? 0.0 : 4.0;
    } else {
        for (const double v : table.link_visibilities) state.visibility *= v;
        state.visibility_roundings = n;
    }
    if (n > 0 && table.bell_measurement_visibility != 1.0) {
        state.visibility *= std::pow(table.bell_measurement_visibility, n);
        state.visibility_roundings += 8.0;
    }
    return state;
}

}  // namespace keybound
