#include "keybound/proof/lower/coin_inequality.hpp"

#include <cmath>
#include <numbers>

#include "keybound/core/rounding.hpp"

namespace keybound {

namespace {

// Statistics and coefficients come in with at most this many roundings each.
constexpr double input_roundings = 32;

// Amplitudes near 0 carry an absolute error of a few units; in the angle it adds, it does not multiply.
double safe_angle(double angle) { return rounding::up(angle, input_roundings) + rounding::margin(8, 1.0); }

// From the angle of the target state to the phase-error rate; `total` is what the angle's sine square is a share of.
UpperBound conclude(const CoinObservation& observed, double total, double angle) {
    if (!(angle < std::numbers::pi / 2)) return UpperBound{0.5};
    const double sine = std::sin(angle);
    const double target_error = rounding::up(total * sine * sine, input_roundings);
    const double scale = target_error + observed.target_known + std::sqrt(total * (target_error + observed.target_known));
    const double phase_errors = target_error - observed.target_known + rounding::margin(input_roundings, scale);
    const double bound = rounding::up(phase_errors / observed.key_yield, input_roundings);
    // Written positively: NaN, everything above 1/2 and everything below 0 end as 1/2, which is no key.
    return UpperBound{bound >= 0.0 && bound < 0.5 ? bound : 0.5};
}

bool usable(const CoinObservation& o, double distance) {
    return o.key_yield > 0.0 && o.target_total > 0.0 && o.reference_error >= 0.0 && o.reference_ok >= 0.0 &&
           o.reference_error + o.reference_ok > 0.0 && o.target_known >= 0.0 && o.target_weight > 0.0 &&
           o.reference_weight > 0.0 && distance >= 0.0;
}

// The inequality for the totals T = `target` and R = `reference`, of which R - `reference_rest` are errors.
Outcome<UpperBound> compare(const CoinObservation& observed, double target, double reference, double reference_rest,
                            double distance) {
    using Result = Outcome<UpperBound>;
    const double square = rounding::up(distance * distance, 4);
    const double roots = std::sqrt(target) + std::sqrt(reference);
    const double gap = std::fabs(target - reference) / roots - rounding::margin(input_roundings, (target + reference) / roots);
    const double gap_square = gap > 0.0 ? rounding::down(gap * gap, 4) : 0.0;
    if (!(gap_square <= square)) return Result::undecided("the statistics are incompatible with the source model");
    const double chord_square =
        rounding::up((square - gap_square) / std::sqrt(target * reference), input_roundings);  // 2 (1 - C)
    if (!(chord_square < 2.0)) return Result::proved(UpperBound{0.5});
    const double angle = std::atan2(std::sqrt(observed.reference_error), std::sqrt(reference_rest)) +
                         2.0 * std::asin(0.5 * std::sqrt(chord_square));
    return Result::proved(conclude(observed, target, safe_angle(angle)));
}

constexpr const char* unusable = "nothing is ever detected, or a probability is not a number";

}  // namespace

Outcome<UpperBound> coin_phase_error(const CoinObservation& observed, double distance) {
    if (!usable(observed, distance)) return Outcome<UpperBound>::undecided(unusable);
    return compare(observed, observed.target_total, observed.reference_error + observed.reference_ok, observed.reference_ok,
                   distance);
}

Outcome<UpperBound> reference_phase_error(const CoinObservation& observed, double distance) {
    if (!usable(observed, distance)) return Outcome<UpperBound>::undecided(unusable);
    const double rest =
        rounding::down(observed.reference_weight - observed.reference_error, input_roundings, observed.reference_weight);
    return compare(observed, observed.target_weight, observed.reference_weight, std::fmax(rest, 0.0), distance);
}

}  // namespace keybound
