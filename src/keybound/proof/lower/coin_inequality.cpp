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

UpperBound conclude(const CoinObservation& observed, double total, double angle) {
    if (!(angle < std::numbers::pi / 2)) return UpperBound{0.5};
    const double sine = std::sin(angle);
    const double target_error = rounding::up(total * sine * sine, input_roundings);
    const double scale = target_error + observed.target_known + std::sqrt(total * (target_error + observed.target_known));
    const double phase_errors = target_error - observed.target_known + rounding::margin(input_roundings, scale);
    const double bound = rounding::up(phase_errors / observed.key_yield, input_roundings);
    // Written positively: NaN and everything above 1/2 end as 1/2. A difference that rounding drove below 0 is not a rate.
    return UpperBound{bound >= 0.0 && bound < 0.5 ? bound : 0.5};
}

bool usable(const CoinObservation& o, double distance) {
    return o.key_yield > 0.0 && o.target_total > 0.0 && o.reference_error >= 0.0 && o.reference_ok >= 0.0 &&
           o.reference_error + o.reference_ok > 0.0 && o.target_known >= 0.0 && o.weight > 0.0 && distance >= 0.0;
}

constexpr const char* unusable = "nothing is ever detected, or a probability is not a number";
constexpr const char* incompatible = "the statistics are incompatible with the source model";

}  // namespace

Outcome<UpperBound> coin_phase_error(const CoinObservation& observed, double distance) {
    using Result = Outcome<UpperBound>;
    if (!usable(observed, distance)) return Result::undecided(unusable);
    const double target = observed.target_total;
    const double reference = observed.reference_error + observed.reference_ok;
    const double square = rounding::up(distance * distance, 4);
    const double roots = std::sqrt(target) + std::sqrt(reference);
    const double gap = std::fabs(target - reference) / roots - rounding::margin(input_roundings, (target + reference) / roots);
    const double gap_square = gap > 0.0 ? rounding::down(gap * gap, 4) : 0.0;
    if (!(gap_square <= square)) return Result::undecided(incompatible);
    const double chord_square = rounding::up((square - gap_square) / std::sqrt(target * reference), input_roundings);  // 2 (1 - C)
    if (!(chord_square < 2.0)) return Result::proved(UpperBound{0.5});
    const double angle = std::atan2(std::sqrt(observed.reference_error), std::sqrt(observed.reference_ok)) +
                         2.0 * std::asin(0.5 * std::sqrt(chord_square));
    return Result::proved(conclude(observed, target, safe_angle(angle)));
}

Outcome<UpperBound> reference_phase_error(const CoinObservation& observed, double distance) {
    using Result = Outcome<UpperBound>;
    if (!usable(observed, distance)) return Result::undecided(unusable);
    const double chord = rounding::up(0.5 * distance / std::sqrt(observed.weight), 4);  // sqrt(Delta)
    const double known = rounding::up(observed.reference_error, input_roundings);
    if (!(chord < 1.0 && known <= observed.weight)) return Result::proved(UpperBound{0.5});
    const double angle = std::asin(std::sqrt(known / observed.weight)) + 2.0 * std::asin(chord);
    return Result::proved(conclude(observed, observed.weight, safe_angle(angle)));
}

}  // namespace keybound
