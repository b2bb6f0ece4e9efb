#include "keybound/proof/upper/relative_entropy_of_entanglement_optimal.hpp"

#include "keybound/proof/upper/split_ceiling.hpp"
#include "keybound/proof/upper/state_split_programme.hpp"

namespace keybound {

Outcome<RateCeiling> prove_relative_entropy_of_entanglement_optimal(const Link& link) {
    return prove_split_ceiling(link, [](const SplitProblem& problem) { return best_split(problem); });
}

}  // namespace keybound
