#include "keybound/proof/upper/chsh_value_and_error.hpp"

#include <algorithm>
#include <utility>

#include "keybound/core/rounding.hpp"
#include "keybound/opt/minimise.hpp"
#include "keybound/proof/upper/device_independent_ceiling.hpp"
#include "keybound/quantum/peaked_distribution.hpp"

namespace keybound {

namespace {

constexpr double largest_violation = 0x1.6a09e667f3bccp+1;  // the largest double below 2 sqrt(2)

// The CHSH values of the two kinds of rounds, high >= S > low >= 2.
struct Composition {
    double high, low;
};

struct Parts {
    BiasedCeiling high, low;
};

Parts parts_of(double s, double q, const Composition& of) {
    const double spread = of.high - of.low;
    const double share = std::min(1.0, rounding::up((s - of.low) / spread, 4));
    const double other = std::min(1.0, rounding::up((of.high - s) / spread, 4));
    Parts parts{{share, 0.0}, {other, of.low <= 2.0 ? 0.0 : coherence_above(of.low)}};
    if (share <= 2.0 * q) return parts;  // every key bit of these rounds can be a coin
    const double coherence = coherence_above(of.high);
    parts.high.bias = std::min(1.0, rounding::up(coherence - q / share * (1.0 + coherence), 6, 2.0));
    return parts;
}

double value_of(double s, double q, const Composition& of) {
    const Parts parts = parts_of(s, q, of);
    return parts.high.total * biased_bit_information(parts.high.bias).value +
           parts.low.total * biased_bit_information(parts.low.bias).value;
}

// Along one of the two values and the other in turn, from local rounds on.
Composition best_composition(double s, double q) {
    Composition best{s, 2.0};
    if (!(s < largest_violation)) return best;
    const double highest_low = 2.0 + 0.98 * (s - 2.0);
    const auto along_high = [&](double at) { return value_of(s, q, {at, best.low}); };
    const auto along_low = [&](double at) { return value_of(s, q, {best.high, at}); };
    double least = value_of(s, q, best);
    for (const int points : {12, 6}) {
        const Minimum high = minimise_after_scan(along_high, s, largest_violation, points, 8);
        if (high.value < least) best.high = high.x;
        least = std::min(least, high.value);
        const Minimum low = minimise_after_scan(along_low, 2.0, highest_low, points, 8);
        if (low.value < least) best.low = low.x;
        least = std::min(least, low.value);
    }
    return best;
}

}  // namespace

Outcome<RateCeiling> prove_chsh_value_and_error(const Link& link) {
    const Correlations& seen = link.correlations.value();
    const double s = seen.violation_above(), q = seen.error_below();
    if (!(s >= 0.0 && q >= 0.0)) return Outcome<RateCeiling>::undecided("S or Q is no number");
    const Composition of = s > 2.0 ? best_composition(s, q) : Composition{2.0, 2.0};
    const Parts parts = s > 2.0 ? parts_of(s, q, of) : Parts{{0.0, 0.0}, {1.0, 0.0}};
    const double high = ceiling_of(parts.high).rate_bits_per_pulse.value;
    const double low = ceiling_of(parts.low).rate_bits_per_pulse.value;
    RateCeiling result{UpperBound{low == 0.0 ? high : rounding::up(high + low, 1)}};
    result.restricted_to = restriction_to_chsh(link);
    result.evidence.add("total", {parts.high.total, parts.low.total});
    result.evidence.add("bias", {parts.high.bias, parts.low.bias});
    result.evidence.add("composed_of", {of.high, of.low});
    return proved_ceiling(std::move(result));
}

}  // namespace keybound
