#include "keybound/proof/lower/joint_sdp.hpp"

#include "keybound/proof/lower/loss_tolerant_coin_optimal.hpp"
#include "keybound/proof/lower/phase_error_programme.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_joint_sdp(const Link& link) {
    return smaller_bound(prove_by_dual(link, {.whole_space = true}), prove_loss_tolerant_coin_optimal(link));
}

}  // namespace keybound
