#include "keybound/quantum/entropy.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace keybound {

double binary_entropy(double p) {
    if (!(p >= 0.0 && p <= 1.0)) return std::numeric_limits<double>::quiet_NaN();
    if (p == 0.0 || p == 1.0) return 0.0;
    return -(p * std::log(p) + (1.0 - p) * std::log1p(-p)) / std::numbers::ln2;
}

}  // namespace keybound
