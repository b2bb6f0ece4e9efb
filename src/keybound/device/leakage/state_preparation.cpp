#include "keybound/device/leakage/state_preparation.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"

namespace keybound {

namespace {

double squared_sine_up(double angle) {
    const double sine = std::sin(angle);
    return std::min(1.0, rounding::up(sine * sine, 10));
}

}  // namespace

double state_preparation_leakage(const SideChannel& entry, const EmittedLight& light) {
    const double angle = entry.angle_rad.value();
    if (angle == 0.0) return 0.0;
    if (!light.largest_intensity) return squared_sine_up(angle);
    const double exponent = rounding::up(4.0 * *light.largest_intensity * squared_sine_up(0.5 * angle), 2);
    return std::min(1.0, rounding::up(-std::expm1(-exponent), 4));
}

}  // namespace keybound
