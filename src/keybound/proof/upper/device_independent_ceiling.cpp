#include "keybound/proof/upper/device_independent_ceiling.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/peaked_distribution.hpp"

namespace keybound {

double IsotropicTable::nonlocal_share(double nonlocal_visibility) const {
    if (visibility <= local_visibility) return 0.0;
    return std::min(1.0, rounding::up((visibility - local_visibility) / (nonlocal_visibility - local_visibility), 4));
}

RateCeiling ceiling_of(const BiasedCeiling& found) {
    const double information = biased_bit_information(found.bias).value;
    RateCeiling result{UpperBound{information == 0.0 || found.total == 0.0 ? 0.0 : rounding::up(found.total * information, 2)}};
    result.evidence.add("total", found.total);
    result.evidence.add("bias", found.bias);
    return result;
}

Outcome<RateCeiling> proved_ceiling(RateCeiling result) {
    if (!(result.rate_bits_per_pulse.value >= 0.0)) return Outcome<RateCeiling>::undecided("the formula gave no number");
    return Outcome<RateCeiling>::proved(std::move(result));
}

Outcome<RateCeiling> prove_of_isotropic_table(const Link& link, RateCeiling (*prove)(const IsotropicTable&)) {
    using Result = Outcome<RateCeiling>;
    const Correlations& seen = link.correlations.value();
    if (!seen.visibility) {
        return Result::not_applicable("needs the table of an isotropic state: state.visibility and ideal detectors");
    }
    const double v = *seen.visibility, claim = seen.local_visibility.value_or(local_visibility_of_chsh_table);
    if (!(v >= 0.0 && v <= 1.0 && claim > 0.0)) return Result::undecided("the visibility is no number in [0, 1]");
    return proved_ceiling(prove({v, std::min(claim, local_visibility_of_chsh_table)}));
}

double coherence_above(double violation) {
    return std::min(1.0, rounding::up(0.5 * std::sqrt((violation - 2.0) * (violation + 2.0)), 4));
}

const char* restriction_to_chsh(const Link& link) { return link.correlations.value().table ? estimates_chsh_only : ""; }

}  // namespace keybound
