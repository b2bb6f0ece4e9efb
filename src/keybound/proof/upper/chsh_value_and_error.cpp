#include "keybound/proof/upper/chsh_value_and_error.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/opt/minimise.hpp"
#include "keybound/proof/upper/device_independent_ceiling.hpp"
#include "keybound/quantum/peaked_distribution.hpp"

namespace keybound {

namespace {

constexpr double largest_violation = 0x1.6a09e667f3bccp+1;  // the largest double below 2 sqrt(2)

BiasedCeiling composed(double s, double q, double higher) {
    const double w = std::min(1.0, rounding::up((s - 2.0) / (higher - 2.0), 4));
    if (w <= 2.0 * q) return {w, 0.0};  // every key bit of these rounds can be a coin
    const double coherence = coherence_above(higher);
    return {w, std::min(1.0, rounding::up(coherence - q / w * (1.0 + coherence), 6, 2.0))};
}

}  // namespace

Outcome<RateCeiling> prove_chsh_value_and_error(const Link& link) {
    const Correlations& seen = link.correlations.value();
    const double s = seen.violation_above(), q = seen.error_below();
    if (!(s >= 0.0 && q >= 0.0)) return Outcome<RateCeiling>::undecided("S or Q is no number");
    BiasedCeiling found{0.0, 0.0};
    double higher = s;
    if (s > 2.0) {
        const auto value = [&](double at) {
            const BiasedCeiling ceiling = composed(s, q, at);
            return ceiling.total * biased_bit_information(ceiling.bias).value;
        };
        if (s < largest_violation) higher = minimise_after_scan(value, s, largest_violation, 16, 24).x;
        found = composed(s, q, higher);
    }
    RateCeiling result = ceiling_of(found);
    result.restricted_to = restriction_to_chsh(link);
    result.evidence.add("composed_of", higher);
    return proved_ceiling(std::move(result));
}

}  // namespace keybound
