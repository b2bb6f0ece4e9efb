#include "keybound/proof/upper/local_relative_entropy.hpp"

#include <algorithm>

#include "keybound/core/rounding.hpp"
#include "keybound/opt/minimise.hpp"
#include "keybound/proof/upper/device_independent_ceiling.hpp"
#include "keybound/quantum/peaked_distribution.hpp"

namespace keybound {

namespace {

// 2F - 1 = (3v - 1)/2 of the fidelity F with the Bell state.
double bias_of(double visibility) { return std::min(1.0, rounding::up(0.5 * (3.0 * visibility - 1.0), 3, 2.0)); }

RateCeiling ceiling_by_mixing(const IsotropicTable& table) {
    const double v = table.visibility, local = table.local_visibility;
    double higher = std::max(v, local);
    if (v > local && v < 1.0) {
        const auto value = [&](double at) { return table.nonlocal_share(at) * biased_bit_information(bias_of(at)).value; };
        higher = minimise_after_scan(value, v, 1.0, 16, 24).x;
    }
    RateCeiling result = ceiling_of({v > local ? table.nonlocal_share(higher) : 0.0, bias_of(higher)});
    result.quantities.emplace_back("visibility_threshold", local);
    result.quantities.emplace_back("local_visibility", local);
    result.evidence.add("mixed_with", higher);
    return result;
}

}  // namespace

Outcome<RateCeiling> prove_local_relative_entropy(const Link& link) {
    return prove_of_isotropic_table(link, ceiling_by_mixing);
}

}  // namespace keybound
