#include "keybound/quantum/peaked_distribution.hpp"

#include <cmath>

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

}  // namespace keybound
