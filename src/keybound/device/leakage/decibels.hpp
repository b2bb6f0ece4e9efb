// Decibels as power ratios that are never too small.
#pragma once

#include <cmath>

#include "keybound/core/rounding.hpp"

namespace keybound {

// At least 10^(decibels/10). A rounding of the exponent x multiplies the result by 1 + ln(10) |x| units.
inline double power_ratio_up(double decibels) {
    const double exponent = decibels / 10.0;
    return rounding::up(std::pow(10.0, exponent), 6.0 + 3.0 * std::fabs(exponent));
}

}  // namespace keybound
