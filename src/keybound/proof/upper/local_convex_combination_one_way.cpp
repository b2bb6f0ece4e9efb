#include "keybound/proof/upper/local_convex_combination_one_way.hpp"

#include <algorithm>
#include <utility>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/upper/device_independent_ceiling.hpp"
#include "keybound/proof/upper/local_share.hpp"
#include "keybound/quantum/density_matrix.hpp"
#include "keybound/quantum/entropy.hpp"

namespace keybound {

namespace {

// w less what error correction takes, at least; 0 without perfect rounds. NaN stays and is no number.
RateCeiling ceiling_of_one_way(double w, double corrected) {
    const double rate = rounding::up(w - corrected, 2, 1.0);
    RateCeiling result{UpperBound{w == 0.0 || rate <= 0.0 ? 0.0 : rate}};
    result.restricted_to = one_way_only;
    return result;
}

Outcome<RateCeiling> of_isotropic_table(const Link& link) {
    return prove_of_isotropic_table(link, [](const IsotropicTable& table) {
        const double w = table.nonlocal_share(1.0), q = table.error();
        RateCeiling result = ceiling_of_one_way(w, rounding::down(binary_entropy(q), 14, 1.0));
        result.quantities.emplace_back("local_visibility", table.local_visibility);
        result.evidence.add("nonlocal_share", w);
        result.evidence.add("error", q);
        return result;
    });
}

// The smaller one of H(A|B) and H(B|A) in the key settings, rounded downward. Entries are known to within a table's own doubt.
double correction_below(const CorrelationTable& t, double doubt) {
    double joint = 0.0;
    for (int k = 0; k < 4; ++k) joint += entropy_term_below(std::max(0.0, t(0, 2, k / 2, k % 2)), doubt).value;
    double largest = 0.0;
    for (const bool alice : {true, false}) {
        double own = 0.0;
        for (int k = 0; k < 2; ++k) {
            const double p = alice ? t(0, 2, k, 0) + t(0, 2, k, 1) : t(0, 2, 0, k) + t(0, 2, 1, k);
            own += entropy_term_above(std::max(0.0, p), 2.0 * doubt + rounding::margin(1.0, 1.0)).value;
        }
        largest = std::max(largest, own);
    }
    return std::max(0.0, rounding::down(joint - largest, 8, 2.0));
}

Outcome<RateCeiling> of_table(const Link& link, const Outcome<LocalShare>& share) {
    if (!share.has_value()) return share.as<RateCeiling>();
    const double corrected = correction_below(*link.correlations->table, share.value().doubt);
    RateCeiling result = ceiling_of_one_way(share.value().nonlocal, corrected);
    result.evidence = share.value().evidence;
    result.evidence.add("correction", corrected);
    return proved_ceiling(std::move(result));
}

}  // namespace

Outcome<RateCeiling> prove_local_convex_combination_one_way(const Link& link) {
    return link.correlations.value().visibility ? of_isotropic_table(link) : of_table(link, local_share(link));
}

Outcome<RateCeiling> conclude_local_convex_combination_one_way(const Link& link, const std::vector<EvidenceItem>& items) {
    return link.correlations.value().visibility ? of_isotropic_table(link) : of_table(link, local_share(link, items));
}

}  // namespace keybound
