#include "keybound/proof/upper/relative_entropy_of_entanglement_optimal.hpp"

#include <cstddef>
#include <utility>
#include <vector>

#include "keybound/proof/upper/split_ceiling.hpp"
#include "keybound/proof/upper/state_split_programme.hpp"

namespace keybound {

namespace {

// The programme finds a local minimum; the two special cases of the claim are candidates as well.
SplitCandidate propose(const SplitProblem& problem) {
    const SupportedState& state = problem.state;
    SplitCandidate whole;
    whole.flagged = SmallMatrix::Zero(state.rank(), state.rank());
    for (int i = 0; i < state.rank(); ++i) whole.flagged(i, i) = state.weights(i);
    whole.separable = closest_separable(state);
    whole.forgotten.assign(problem.seen.size(), 0.0);
    std::vector<SplitCandidate> candidates = {best_split(problem), std::move(whole)};
    if (separable_if_ppt(state.dimensions)) candidates.push_back(best_separable_split(problem));
    std::size_t best = 0;
    for (std::size_t k = 1; k < candidates.size(); ++k) {
        if (conclude_split(problem, candidates[k]).value < conclude_split(problem, candidates[best]).value) best = k;
    }
    return candidates[best];
}

}  // namespace

Outcome<RateCeiling> prove_relative_entropy_of_entanglement_optimal(const Link& link) {
    return prove_split_ceiling(link, propose);
}

}  // namespace keybound
