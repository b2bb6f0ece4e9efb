#include "keybound/proof/upper/local_convex_combination.hpp"

#include <algorithm>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/upper/device_independent_ceiling.hpp"
#include "keybound/proof/upper/guessed_setting.hpp"

namespace keybound {

Outcome<RateCeiling> prove_local_convex_combination(const Link& link) {
    if (link.channel_map) return guessed_setting_ceiling(link);
    return prove_of_isotropic_table(link, [](const IsotropicTable& table) {
        const double w = table.nonlocal_share(1.0), t = table.error(), local = table.local_visibility;
        // (w - t)/(w + t) grows with w and falls with t
        const double bias = w <= t ? 0.0 : std::min(1.0, rounding::up((w - t) / (w + t), 4, 1.0));
        RateCeiling result = ceiling_of({rounding::up(w + t, 2), bias});
        result.quantities.emplace_back("visibility_threshold", rounding::down((1.0 + local) / (3.0 - local), 4));
        result.quantities.emplace_back("local_visibility", local);
        return result;
    });
}

}  // namespace keybound
