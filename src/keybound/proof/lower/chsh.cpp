#include "keybound/proof/lower/chsh.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/entropy.hpp"

namespace keybound {

LowerBound chsh_rate(double violation, double error, double flip_probability) {
    const double s = violation, q = error, f = flip_probability;
    // 1 - C, from below 2 sqrt(2) without cancellation where C is small
    const double coherence = std::max(0.0, rounding::down(0.5 * std::sqrt((s - 2.0) * (s + 2.0)), 4));
    const double known = rounding::up(binary_entropy(std::min(0.5, rounding::up(0.5 * (1.0 - coherence), 2, 1.0))), 8);
    // (1 - sqrt(1 - g))/2 with g = f(1-f)(8 - S^2)
    const double g = std::max(0.0, rounding::down(f * (1.0 - f) * (8.0 - s * s), 8, 8.0 * f));
    const double turned = std::min(0.5, rounding::down(g / (2.0 + 2.0 * std::sqrt(1.0 - g)), 8));
    const double hidden = f == 0.0 ? 0.0 : rounding::down(binary_entropy(std::max(0.0, turned)), 8);
    const double wrong = q == 0.0 && f == 0.0 ? 0.0 : std::min(0.5, rounding::up(q + f * (1.0 - 2.0 * q), 4));
    const double corrected = rounding::up(binary_entropy(wrong), 8);
    return LowerBound{rounding::down((1.0 - known) + (hidden - corrected), 4, 1.0)};
}

Outcome<RateFloor> chsh_floor(const Link& link, double (*flips)(double violation, double error)) {
    using Result = Outcome<RateFloor>;
    if (!link.correlations) return Result::not_applicable("needs a channel of qubits, or one that loses them");
    const Correlations& seen = link.correlations.value();
    const double s = seen.violation_below(), q = seen.error_above();
    if (!(s >= 0.0 && q >= 0.0 && q <= 0.5)) return Result::undecided("S or Q is no number");
    RateFloor result{LowerBound{0.0}};
    double f = 0.0;
    if (s > 2.0) {
        f = flips(s, q);
        const double rate = chsh_rate(s, q, f).value;
        if (std::isnan(rate)) return Result::undecided("the formula gave no number");
        result.rate_bits_per_pulse = LowerBound{std::max(0.0, rate)};
    }
    result.evidence.add("violation", s);
    result.evidence.add("error", q);
    result.evidence.add("flip_probability", f);
    return Result::proved(std::move(result));
}

Outcome<RateFloor> prove_chsh(const Link& link) {
    return chsh_floor(link, [](double, double) { return 0.0; });
}

}  // namespace keybound
