#include "keybound/rate/key_rate.hpp"

#include <algorithm>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/entropy.hpp"

namespace keybound {

LowerBound asymptotic_key_rate(const Link& link, UpperBound phase_error_rate) {
    const double phase_cost = binary_entropy(std::min(phase_error_rate.value, 0.5));
    const double correction_cost = link.error_correction_efficiency * binary_entropy(link.statistics.bit_error_rate());
    const double per_sifted_bit = rounding::down(1.0 - phase_cost - correction_cost, 16, 1.0 + phase_cost + correction_cost);
    const double rate = rounding::down(link.sifting_probability * link.statistics.key_yield() * per_sifted_bit, 32);
    return LowerBound{rate > 0.0 ? rate : 0.0};
}

}  // namespace keybound
