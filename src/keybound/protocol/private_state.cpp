#include "keybound/protocol/private_state.hpp"

#include <cmath>

#include "keybound/protocol/link.hpp"

namespace keybound {

double PrivateState::error_after(int n) const { return 1.0 / (std::pow(dimension, 0.5 * n) + 1.0); }

// (1-p)^n (1 + d^(-n/2)), and 1 - p = 1/(1 + 1/sqrt(d)): nothing is lost where p is small.
double PrivateState::success_probability() const {
    const double kept = -std::log1p(1.0 / std::sqrt(dimension));
    return std::exp(copies * kept) * (1.0 + std::pow(dimension, -0.5 * copies));
}

double PrivateState::success_roundings() const { return 12.0 + 6.0 * copies * std::log1p(1.0 / std::sqrt(dimension)); }

Link private_state_link(const Scenario& scenario) {
    Link link;
    link.protocol = scenario.protocol.name;
    link.private_state = PrivateState{scenario.private_state.dimension, static_cast<int>(scenario.private_state.copies)};
    return link;
}

NamedNumbers private_state_statistics(const Link& link) {
    const PrivateState& state = link.private_state.value();
    return {{"shield_dimension", state.dimension},
            {"quantum_bit_error_rate", state.error()},
            {"copies", state.copies},
            {"success_probability", state.success_probability()},
            {"distilled_error_rate", state.distilled_error()}};
}

}  // namespace keybound
