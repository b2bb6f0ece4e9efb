#include "keybound/proof/upper/local_convex_combination.hpp"

#include <algorithm>
#include <utility>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/upper/device_independent_ceiling.hpp"
#include "keybound/proof/upper/guessed_setting.hpp"
#include "keybound/proof/upper/local_share.hpp"

namespace keybound {

namespace {

// (w + t)(1 - h(t/(w + t))), which grows with w and falls with t.
RateCeiling ceiling_of_share(double w, double t) {
    const double bias = w <= t ? 0.0 : std::min(1.0, rounding::up((w - t) / (w + t), 4, 1.0));
    RateCeiling result = ceiling_of({rounding::up(w + t, 2), bias});
    result.quantities.emplace_back("local_weight", rounding::down(1.0 - w, 1));
    return result;
}

Outcome<RateCeiling> of_isotropic_table(const Link& link) {
    return prove_of_isotropic_table(link, [](const IsotropicTable& table) {
        const double local = table.local_visibility;
        RateCeiling result = ceiling_of_share(table.nonlocal_share(1.0), table.error());
        result.quantities.emplace_back("visibility_threshold", rounding::down((1.0 + local) / (3.0 - local), 4));
        result.quantities.emplace_back("local_visibility", local);
        return result;
    });
}

Outcome<RateCeiling> of_table(const Outcome<LocalShare>& share) {
    if (!share.has_value()) return share.as<RateCeiling>();
    RateCeiling result = ceiling_of_share(share.value().nonlocal, share.value().local_errors);
    result.evidence = share.value().evidence;
    return proved_ceiling(std::move(result));
}

}  // namespace

Outcome<RateCeiling> prove_local_convex_combination(const Link& link) {
    if (link.channel_map) return guessed_setting_ceiling(link);
    return link.correlations.value().visibility ? of_isotropic_table(link) : of_table(local_share(link));
}

Outcome<RateCeiling> conclude_local_convex_combination(const Link& link, const std::vector<EvidenceItem>& items) {
    if (link.channel_map || link.correlations.value().visibility) return prove_local_convex_combination(link);
    return of_table(local_share(link, items));
}

}  // namespace keybound
