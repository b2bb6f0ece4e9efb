#include "keybound/device/leakage/pulse_correlation.hpp"

#include "keybound/core/error.hpp"
#include "keybound/device/leakage/composition.hpp"

namespace keybound {

double pulse_correlation_leakage(const SideChannel& entry, const EmittedLight& light) {
    KEYBOUND_CHECK(!light.largest_intensity);
    double leakage = 0.0;
    for (const double next : entry.leakage) leakage = leakage_of_product(leakage, next);
    return leakage;
}

}  // namespace keybound
