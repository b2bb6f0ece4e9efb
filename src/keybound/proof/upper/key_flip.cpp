#include "keybound/proof/upper/key_flip.hpp"

#include <algorithm>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/upper/device_independent_ceiling.hpp"

namespace keybound {

namespace {

RateCeiling ceiling_by_flips(const IsotropicTable& table) {
    const double w = table.nonlocal_share(1.0), q = table.error();
    RateCeiling result = ceiling_of({w, w <= 2.0 * q ? 0.0 : std::min(1.0, rounding::up((w - 2.0 * q) / w, 4, 1.0))});
    result.quantities.emplace_back("visibility_threshold", rounding::down(1.0 / (2.0 - table.local_visibility), 4));
    result.quantities.emplace_back("local_visibility", table.local_visibility);
    return result;
}

}  // namespace

Outcome<RateCeiling> prove_key_flip(const Link& link) {
    if (link.correlations.value().local_visibility) {
        return Outcome<RateCeiling>::not_applicable(
            "needs the settings of the CHSH inequality alone: correlations.local_visibility is that of others");
    }
    return prove_of_isotropic_table(link, ceiling_by_flips);
}

}  // namespace keybound
