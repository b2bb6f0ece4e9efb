#include "keybound/proof/upper/repeaterless.hpp"

#include <cmath>
#include <numbers>

#include "keybound/core/rounding.hpp"

namespace keybound {

Outcome<RateCeiling> prove_repeaterless(const Link& link) {
    using Result = Outcome<RateCeiling>;
    const double transmittance = rounding::up(link.fibre_transmittance, 8);
    if (!(transmittance < 1.0)) {
        return Result::not_applicable("a fibre without loss has no finite repeaterless bound");
    }
    RateCeiling result{UpperBound{rounding::up(-std::log1p(-transmittance) / std::numbers::ln2, 8)}};
    result.evidence.add("fibre_transmittance", link.fibre_transmittance);
    return Result::proved(std::move(result));
}

}  // namespace keybound
