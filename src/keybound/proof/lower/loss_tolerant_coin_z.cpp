#include "keybound/proof/lower/loss_tolerant_coin_z.hpp"

#include "keybound/proof/lower/loss_tolerant_coin_optimal.hpp"
#include "keybound/proof/lower/phase_error_programme.hpp"

namespace keybound {

// M = 0 is feasible: the optimal coin, which has less to solve, is the safety net.
Outcome<PhaseErrorBound> prove_loss_tolerant_coin_z(const Link& link) {
    return smaller_bound(prove_by_dual(link, {.whole_space = false, .z_errors = true}), prove_loss_tolerant_coin_optimal(link));
}

}  // namespace keybound
