#include "keybound/device/leakage/mode_dependence.hpp"

#include <algorithm>

#include "keybound/device/leakage/decibels.hpp"

namespace keybound {

double mode_dependence_leakage(const SideChannel& entry, const EmittedLight& light) {
    const double outside = std::min(1.0, power_ratio_up(-entry.extinction_db.value()));
    if (!light.largest_intensity) return outside;
    const double inside = rounding::down(1.0 - outside, 1);
    if (!(inside > 0.0)) return 1.0;
    return std::min(1.0, rounding::up(*light.largest_intensity * outside / inside, 3));
}

}  // namespace keybound
