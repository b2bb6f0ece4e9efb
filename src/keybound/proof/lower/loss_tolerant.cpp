#include "keybound/proof/lower/loss_tolerant.hpp"

#include <cmath>
#include <fmt/format.h>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/lower/loss_tolerant_relation.hpp"

namespace keybound {

namespace {

// Kets that are coplanar to within their own rounding are meant to be exactly coplanar.
constexpr double exact_within = 1e-14;

std::optional<Relation> exact_relation(const QubitKets& kets) {
    const auto coplanar = coplanar_relation(kets);
    if (coplanar && coplanar->operator_residual <= exact_within) return coplanar;
    const auto generic = generic_relation(kets);
    return generic ? generic : coplanar;
}

}  // namespace

Outcome<PhaseErrorBound> prove_loss_tolerant(const Link& link) {
    using Result = Outcome<PhaseErrorBound>;
    if (!(link.source.largest_leakage() == 0.0)) {
        return Result::not_applicable(
            fmt::format("needs source.leakage = 0, which is {}", link.source.largest_leakage()));
    }
    const auto relation = exact_relation(link.source.kets);
    if (!relation) return Result::not_applicable("the states are degenerate: two settings send the same state");
    const double key_yield = link.statistics.key_yield();
    if (!(key_yield > 0.0)) return Result::undecided("nothing is ever detected");

    double value = 0.0;
    double magnitude = 0.0;
    for (int j = 0; j < link.source.settings(); ++j) {
        for (int d = 0; d < 2; ++d) {
            const double term = relation->coefficients[d][j] * link.statistics.x[j][1 - d];
            value += term;
            magnitude += std::fabs(term);
        }
    }
    const double rest = relation->operator_residual > exact_within ? relation->operator_residual : 0.0;
    const double slack = rounding::margin(64, magnitude);
    if (!(value >= -(slack + rest))) {
        return Result::undecided("the statistics are incompatible with the source model: negative phase-error rate");
    }
    const double bound = rounding::up((std::fmax(value, 0.0) + slack + rest) / key_yield, 8);
    PhaseErrorBound result{UpperBound{bound < 0.5 ? bound : 0.5}};
    for (int d = 0; d < 2; ++d) {
        const auto& c = relation->coefficients[d];
        result.evidence.add(d == 0 ? "coefficients_vir0" : "coefficients_vir1",
                            std::span(c.data(), static_cast<std::size_t>(link.source.settings())));
    }
    return Result::proved(std::move(result));
}

}  // namespace keybound
