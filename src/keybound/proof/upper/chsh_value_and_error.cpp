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

// The lower value if the other rounds have the share w = 2Q + (w_2 - 2Q) u^2, w_2 that beside local ones: few errors need few
// rounds.
Composition composition_at(double s, double q, double high, double u) {
    const double beside_local = (s - 2.0) / (high - 2.0), fewest = std::min(beside_local, 2.0 * q);
    const double share = fewest + (beside_local - fewest) * u * u;
    return {high, std::clamp(s - share * (high - s) / (1.0 - share), 2.0, s)};
}

// The best of a few pairs, local rounds among them, and from there along one of the two numbers and the other in turn.
Composition best_composition(double s, double q) {
    Composition best{s, 2.0};
    if (!(s < largest_violation)) return best;
    constexpr int points = 8;
    constexpr double u_step = 1.0 / (points - 1);
    const double high_step = (largest_violation - s) * u_step;
    double least = value_of(s, q, best), best_high = s, best_u = 1.0;
    const auto try_one = [&](double high, double u) {
        const Composition of = u == 1.0 ? Composition{high, 2.0} : composition_at(s, q, high, u);
        const double value = value_of(s, q, of);
        if (!(value < least)) return;
        least = value;
        best = of;
        best_high = high;
        best_u = u;
    };
    for (int k = 0; k < points; ++k) {
        const double high = k + 1 == points ? largest_violation : s + k * high_step;
        for (int l = 0; l < points; ++l) try_one(high, l + 1 == points ? 1.0 : l * u_step);
    }
    const auto along_u = [&](double u) { return value_of(s, q, composition_at(s, q, best_high, u)); };
    const auto along_high = [&](double high) { return value_of(s, q, composition_at(s, q, high, best_u)); };
    for (int round = 0; round < 3; ++round) {
        try_one(best_high, minimise_between(along_u, std::max(0.0, best_u - u_step), std::min(1.0, best_u + u_step), 8).x);
        try_one(minimise_between(along_high, std::max(s, best_high - high_step),
                                 std::min(largest_violation, best_high + high_step), 8)
                    .x,
                best_u);
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
