#include "keybound/proof/lower/loss_tolerant_coin_z.hpp"

#include "keybound/proof/lower/loss_tolerant_coin_optimal.hpp"
#include "keybound/proof/lower/phase_error_programme.hpp"
#include "keybound/proof/lower/run_programme.hpp"

namespace keybound {

namespace {

constexpr DualFamily family = {.whole_space = false, .z_errors = true};

}  // namespace

// M = 0 is feasible: the optimal coin, which has less to solve, is the safety net.
Outcome<PhaseErrorBound> prove_loss_tolerant_coin_z(const Link& link) {
    return smaller_bound(prove_by_dual(link, family), prove_loss_tolerant_coin_optimal(link));
}

Outcome<RunBound> prove_run_by_coin_z(const Link& link, const RunDesign& design) {
    if (!(design.z_test[0] > 0.0 && design.z_test[1] > 0.0)) {
        return Outcome<RunBound>::not_applicable("needs disclosed rounds of the key basis: finite.test_fraction above 0");
    }
    return prove_run_by_dual(link, family, design);
}

Outcome<RunBound> conclude_run_by_coin_z(const Link& link, const std::vector<EvidenceItem>& items) {
    return conclude_run_by_dual(link, family, items);
}

}  // namespace keybound
