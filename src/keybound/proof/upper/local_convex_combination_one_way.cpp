#include "keybound/proof/upper/local_convex_combination_one_way.hpp"

#include "keybound/core/rounding.hpp"
#include "keybound/proof/upper/device_independent_ceiling.hpp"
#include "keybound/quantum/entropy.hpp"

namespace keybound {

Outcome<RateCeiling> prove_local_convex_combination_one_way(const Link& link) {
    return prove_of_isotropic_table(link, [](const IsotropicTable& table) {
        const double w = table.nonlocal_share(1.0), q = table.error();
        const double rate = rounding::up(w - binary_entropy(q), 16, 1.0);
        RateCeiling result{UpperBound{w == 0.0 || rate <= 0.0 ? 0.0 : rate}};  // NaN stays and is no number
        result.restricted_to = one_way_only;
        result.quantities.emplace_back("local_visibility", table.local_visibility);
        result.evidence.add("nonlocal_share", w);
        result.evidence.add("error", q);
        return result;
    });
}

}  // namespace keybound
