#include "keybound/proof/upper/relative_entropy_of_entanglement_optimal.hpp"

#include <algorithm>
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
    whole.flagged = state.whole();
    whole.separable = closest_separable(state);
    whole.forgotten.assign(problem.seen.size(), 0.0);
    std::vector<SplitCandidate> candidates = {best_split(problem), std::move(whole)};
    if (separable_if_ppt(state.dimensions)) candidates.push_back(best_separable_split(problem));
    std::vector<double> bounds;
    for (const SplitCandidate& candidate : candidates) bounds.push_back(conclude_split(problem, candidate).value);
    const auto best = std::min_element(bounds.begin(), bounds.end()) - bounds.begin();
    return candidates[static_cast<std::size_t>(best)];
}

}  // namespace

Outcome<RateCeiling> prove_relative_entropy_of_entanglement_optimal(const Link& link) {
    return prove_split_ceiling(link, propose);
}

}  // namespace keybound
