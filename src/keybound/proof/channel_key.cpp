#include "keybound/proof/channel_key.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "keybound/core/rounding.hpp"
#include "keybound/opt/minimise.hpp"
#include "keybound/proof/private_state_bounds.hpp"
#include "keybound/quantum/density_matrix.hpp"
#include "keybound/quantum/entropy.hpp"
#include "keybound/quantum/peaked_distribution.hpp"

namespace keybound {

namespace {

struct Hashing {
    double forward, reverse;  // coherent informations, rounded downward
};

Hashing hashing(const ChoiState& choi) {
    const int a = choi.input_dimension, b = choi.output_dimension;
    const SmallMatrix output = partial_trace(choi.matrix, {a, b}, {1});
    const double joint = von_neumann_entropy_above(choi.matrix, choi.doubt).value;
    // a partial trace over a dimensions makes errors at most a times as large; its own are sums of a entries
    const double doubt = a * choi.doubt + rounding::margin(2.0 * a, static_cast<double>(b));
    const double received = von_neumann_entropy_below(output, doubt).value;
    const double sent = rounding::down(std::log2(a), 2);
    return {rounding::down(received - joint, 1), rounding::down(sent - joint, 1)};
}

// Of the input (1-x)|0><0| + x|1><1|: h(x) - h(g x). Any x is a protocol.
double damped(double x, double damping) {
    const double value = binary_entropy(x) - binary_entropy(damping * x);
    return rounding::down(value, 16.0, 2.0);
}

struct Floor {
    double rate;
    double input = 0.5;  // x, where it is chosen
};

Floor best_input(double damping) {
    const Minimum found = minimise_after_scan([&](double x) { return -damped(x, damping); }, 0.0, 1.0, 33, 80);
    return damped(found.x, damping) > damped(0.5, damping) ? Floor{damped(found.x, damping), found.x}
                                                           : Floor{damped(0.5, damping)};
}

Floor floor_of(const ChannelMap& map) {
    const double p = map.parameter;
    if (map.private_state) return {private_state_key(map.private_state->error()).value};
    if (map.kind == "erasure") return {rounding::down(1.0 - p, 1, 1.0)};
    if (map.kind == "dephasing") return {rounding::down(1.0 - binary_entropy(p), 16.0, 1.0)};
    if (map.kind == "depolarising") return {rounding::down(1.0 - peaked_entropy(0.75 * p, 3.0), 32.0, 3.0)};
    if (map.kind == "amplitude-damping") return best_input(p);
    const Hashing found = hashing(map.choi_state.value());
    return {std::max(found.forward, found.reverse)};
}

}  // namespace

Outcome<RateFloor> channel_devetak_winter(const Link& link) {
    const Floor found = floor_of(link.channel_map.value());
    if (!(found.rate > -1e300)) return Outcome<RateFloor>::undecided("the entropies could not be bounded");
    RateFloor result{LowerBound{found.rate > 0.0 ? found.rate : 0.0}};
    result.evidence.add("coherent_information", found.rate);
    result.evidence.add("input", found.input);
    return Outcome<RateFloor>::proved(std::move(result));
}

}  // namespace keybound
