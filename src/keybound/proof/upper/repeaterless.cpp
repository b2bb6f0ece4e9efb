#include "keybound/proof/upper/repeaterless.hpp"

#include <cmath>
#include <numbers>

#include "keybound/core/rounding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_repeaterless(const Link& link) {
    using Result = Outcome<RateCeiling>;
    // The loss in dB is rounded before it becomes an exponent, which multiplies its relative error by ln(1/eta).
    const double transmittance = rounding::up(link.fibre_transmittance, 8 - 4 * std::log(link.fibre_transmittance + 1e-320));
    if (!(transmittance < 1.0)) {
        return Result::not_applicable("a fibre without loss has no finite repeaterless bound");
    }
    // Laser pulses use two modes; for one photon in two modes the erasure channel's capacity is below that of one mode.
    const double modes = link.decoy ? 2.0 : 1.0;
    RateCeiling result{UpperBound{rounding::up(-modes * std::log1p(-transmittance) / std::numbers::ln2, 8)}};
    result.evidence.add("fibre_transmittance", link.fibre_transmittance);
    result.is_relative_entropy = true;
    return Result::proved(std::move(result));
}

}  // namespace keybound
