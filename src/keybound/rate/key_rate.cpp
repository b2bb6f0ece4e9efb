#include "keybound/rate/key_rate.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/entropy.hpp"

namespace keybound {

LowerBound asymptotic_key_rate(const Link& link, UpperBound phase_error_rate) {
    const double phase_cost = binary_entropy(std::min(phase_error_rate.value, 0.5));
    const double correction_cost = link.error_correction_efficiency * binary_entropy(link.statistics.bit_error_rate());
    const double per_sifted_bit = rounding::down(1.0 - phase_cost - correction_cost, 16, 1.0 + phase_cost + correction_cost);
    const double yield = link.statistics.key_yield();
    // A loss in dB is rounded before it becomes an exponent, which multiplies its relative error by ln(1/yield).
    const double roundings = 32.0 + 4.0 * std::fabs(std::log(yield));
    const double rate = rounding::down(link.sifting_probability * yield * per_sifted_bit, roundings);
    return LowerBound{rate > 0.0 ? rate : 0.0};
}

LowerBound asymptotic_key_rate(const Link& link, const PhaseErrorBound& found) {
    if (!found.single_photons) return asymptotic_key_rate(link, found.phase_error_rate);
    const double kept = 1.0 - binary_entropy(std::min(found.phase_error_rate.value, 0.5));
    const double single = found.single_photons->detected.value;
    const double gain = link.statistics.key_yield();
    const double correction = link.error_correction_efficiency * gain * binary_entropy(link.statistics.bit_error_rate());
    const double roundings = 32.0 + 4.0 * std::fabs(std::log(gain));
    const double rate = rounding::down(link.sifting_probability * (single * kept - correction), roundings, single + correction);
    return LowerBound{rate > 0.0 ? rate : 0.0};
}

}  // namespace keybound
