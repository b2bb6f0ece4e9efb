#include "keybound/proof/lower/loss_tolerant_coin_optimal.hpp"

#include "keybound/proof/lower/loss_tolerant_coin.hpp"
#include "keybound/proof/lower/phase_error_programme.hpp"
#include "keybound/proof/lower/run_programme.hpp"

namespace keybound {

Outcome<PhaseErrorBound> smaller_bound(Outcome<PhaseErrorBound> first, Outcome<PhaseErrorBound> second) {
    if (!first.has_value() || !second.has_value()) return first;
    if (first.value().phase_error_rate.value <= second.value().phase_error_rate.value) return first;
    PhaseErrorBound result = second.value();
    result.coin_imbalance.reset();
    return Outcome<PhaseErrorBound>::proved(std::move(result));
}

// The published coin is one feasible point. Where the leakage is so small that the solver cannot come near the optimum, it
// wins.
Outcome<PhaseErrorBound> prove_loss_tolerant_coin_optimal(const Link& link) {
    return smaller_bound(prove_by_dual(link, {}), prove_loss_tolerant_coin(link));
}

Outcome<RunBound> prove_run_by_optimal_coin(const Link& link, const RunDesign& design) {
    return prove_run_by_dual(link, {}, design);
}

Outcome<RunBound> conclude_run_by_optimal_coin(const Link& link, const std::vector<EvidenceItem>& items) {
    return conclude_run_by_dual(link, {}, items);
}

}  // namespace keybound
