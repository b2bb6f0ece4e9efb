#include "keybound/proof/upper/chsh_value.hpp"

#include "keybound/proof/upper/device_independent_ceiling.hpp"

namespace keybound {

Outcome<RateCeiling> prove_chsh_value(const Link& link) {
    const double s = link.correlations.value().violation_above();
    if (!(s >= 0.0)) return Outcome<RateCeiling>::undecided("S is no number");
    RateCeiling result = ceiling_of({1.0, s <= 2.0 ? 0.0 : coherence_above(s)});
    result.restricted_to = restriction_to_chsh(link);
    return proved_ceiling(std::move(result));
}

}  // namespace keybound
