#include "keybound/device/leakage/composition.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "keybound/core/error.hpp"
#include "keybound/core/rounding.hpp"

namespace keybound {

double leakage_of_product(double a, double b) {
    KEYBOUND_CHECK(a >= 0.0 && a <= 1.0 && b >= 0.0 && b <= 1.0);
    if (a == 0.0 || b == 0.0) return std::max(a, b);
    return std::min(1.0, rounding::up(a + b * (1.0 - a), 3));
}

double leakage_of_amplitudes(std::span<const double> leakages) {
    double angle = 0.0, largest = 0.0;
    int leaking = 0;
    for (const double leakage : leakages) {
        KEYBOUND_CHECK(leakage >= 0.0 && leakage <= 1.0);
        if (leakage == 0.0) continue;
        ++leaking;
        largest = std::max(largest, leakage);
        angle = rounding::up(angle + rounding::up(std::asin(std::min(1.0, rounding::up(std::sqrt(leakage), 1))), 4), 1);
    }
    if (leaking < 2) return largest;
    if (!(angle < 0.5 * std::numbers::pi)) return 1.0;
    const double sine = std::sin(angle);
    return std::clamp(rounding::up(sine * sine, 10), largest, 1.0);
}

}  // namespace keybound
