#include "keybound/proof/upper/convex_combination_optimal.hpp"

#include <algorithm>
#include <utility>

#include "keybound/proof/upper/split_ceiling.hpp"
#include "keybound/proof/upper/state_split_programme.hpp"

namespace keybound {

namespace {

using Result = Outcome<RateCeiling>;

constexpr const char* needs_small_state =
    "needs two parties of 2 x 2 or 2 x 3 dimensions: there a positive partial transpose decides separability";

SplitCandidate propose(const SplitProblem& problem) { return best_separable_split(problem); }

constexpr double separable_enough = 1e-6;  // of what would have to be added

// The weight of `part` as a quantity, if it is separable to rounding; the evidence holds it too.
Result with_weight(const Link& link, const Result& bound, const SmallMatrix& part) {
    if (!bound.has_value()) return bound;
    RateCeiling ceiling = bound.value();
    ceiling.evidence.add_matrix("best_separable_part", part);
    const SupportedState state = supported(*link.measured);
    const auto t = repaired_part(state, part);
    if (t) {
        SeparableCandidate claim;
        claim.matrix = state.vectors * *t * state.vectors.adjoint();
        if (certify_separable(claim, state.dimensions).shift < separable_enough) {
            ceiling.quantities = {{"best_separable_weight", std::clamp(t->trace().real(), 0.0, 1.0)}};
        }
    }
    return Result::proved(std::move(ceiling));
}

}  // namespace

Outcome<RateCeiling> prove_convex_combination_optimal(const Link& link) {
    if (link.measured && !separable_if_ppt(link.measured->dimensions)) return Result::not_applicable(needs_small_state);
    const Result bound = prove_split_ceiling(link, propose);
    return bound.has_value() ? with_weight(link, bound, largest_separable_part(supported(*link.measured))) : bound;
}

Outcome<RateCeiling> conclude_convex_combination_optimal(const Link& link, const std::vector<EvidenceItem>& items) {
    const auto part =
        std::find_if(items.begin(), items.end(), [](const auto& item) { return item.name == "best_separable_part"; });
    if (part == items.end()) return Result::undecided("the evidence holds no best_separable_part");
    return with_weight(link, conclude_split_ceiling(link, items), matrix_of(*part));
}

}  // namespace keybound
