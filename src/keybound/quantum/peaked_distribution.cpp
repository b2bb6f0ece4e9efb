#include "keybound/quantum/peaked_distribution.hpp"

#include <cmath>
#include <numbers>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/entropy.hpp"

namespace keybound {

UpperBound peaked_information(double peak, double rest, double cells) {
    if (peak <= rest) return UpperBound{0.0};  // NaN goes on and stays NaN
    const double others = (cells - 1.0) * rest;
    const double total = peak + others;
    const double from_peak = peak * std::log2(cells * peak / total);
    const double from_rest = rest == 0.0 ? 0.0 : others * std::log2(cells * rest / total);
    // The arguments are within 6 roundings, which the logarithm turns into absolute errors: hence `total` in the magnitude.
    return UpperBound{rounding::up(from_peak + from_rest, 16, total + std::fabs(from_peak) + std::fabs(from_rest))};
}

double peaked_entropy(double others, double cells) { return binary_entropy(others) + others * std::log2(cells); }

UpperBound biased_bit_information(double bias) {
    if (bias <= 0.0) return UpperBound{0.0};
    if (!(bias < 0.5)) {
        return UpperBound{rounding::up(1.0 - binary_entropy(0.5 * (1.0 - bias)), 16, 1.0)};
    }
    // the two terms are -bias^2 and 2 bias^2 to first order, so that no more than a factor 3 cancels
    return UpperBound{rounding::up((std::log1p(-bias * bias) + 2.0 * bias * std::atanh(bias)) / (2.0 * std::numbers::ln2), 24)};
}

}  // namespace keybound
