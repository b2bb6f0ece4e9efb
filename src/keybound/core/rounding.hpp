// The rounding model, in one place: what an "outward margin" is.
//
// Assumed of the machine: IEEE 754 double precision, round to nearest, no fused contraction (-ffp-contract=off), no
// -ffast-math; sqrt correctly rounded; sin, cos, asin, atan2, exp, log and their relatives within 2 units in the last place.
// docs/how-we-could-be-wrong.md says what happens to our claims where this fails.
//
// Used so: a value that was reached by n roundings of numbers of size at most m differs from the exact one by at most
// n * unit * m to first order; the margin below doubles that and so covers the higher orders for n < 1e6.
#pragma once

#include <cmath>
#include <limits>

namespace keybound::rounding {

inline constexpr double unit = 0x1p-53;  // half the distance from 1 to the next double

// An a-priori bound on the error of a value reached by `operations` roundings of numbers of at most `magnitude`. The second
// term is for gradual underflow: below 2^-1022 a rounding loses up to half of the smallest double, whatever the magnitude.
inline double margin(double operations, double magnitude) {
    return 2.0 * operations * unit * std::fabs(magnitude) + operations * std::numeric_limits<double>::denorm_min();
}

// A number proved to be at least (at most) the exact value. NaN stays NaN and is caught by the caller's positive checks.
inline double up(double value, double operations, double magnitude) {
    return std::nextafter(value + margin(operations, magnitude), std::numeric_limits<double>::infinity());
}
inline double down(double value, double operations, double magnitude) {
    return std::nextafter(value - margin(operations, magnitude), -std::numeric_limits<double>::infinity());
}

// The same for a value whose own size bounds everything on the way (sums and products of positive numbers).
inline double up(double value, double operations) { return up(value, operations, value); }
inline double down(double value, double operations) { return down(value, operations, value); }

}  // namespace keybound::rounding
