#include "keybound/proof/upper/state_entanglement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/upper/shared_state_ceiling.hpp"
#include "keybound/proof/upper/split_ceiling.hpp"
#include "keybound/proof/upper/state_split_programme.hpp"

namespace keybound {

namespace {

using Result = Outcome<RateCeiling>;

const char* why_not(const Link& link) {
    if (!link.measured) return "needs a shared state that is known";
    return link.measured->leak_model == OutcomeLeak::LeakModel::uniform ? nullptr : needs_uniform_leak;
}

Result conclude(const MeasuredState& measured, const std::vector<SeparableCandidate>& candidates) {
    double least = std::numeric_limits<double>::infinity();
    RateCeiling ceiling{UpperBound{least}};
    for (int party = 0; party < cuts_of(measured); ++party) {
        const SeparableCandidate& sigma = candidates[static_cast<std::size_t>(party)];
        least = std::fmin(least, entanglement_above(supported(across_cut(measured, party)), sigma).value);
        add_evidence(ceiling.evidence, sigma);
    }
    if (!(least < std::numeric_limits<double>::infinity())) return Result::undecided("no separable state was certified");
    const double kept = std::min(1.0, rounding::up(1.0 - measured.one_side_leaks(), 16, 1.0));
    ceiling.rate_bits_per_pulse = UpperBound{least == 0.0 ? 0.0 : rounding::up(kept * least, 2)};
    return Result::proved(std::move(ceiling));
}

}  // namespace

UpperBound entanglement_above(const SupportedState& state, const SeparableCandidate& sigma) {
    const SeparableOperator z = certify_separable(sigma, state.dimensions);
    return UpperBound{rounding::up(
        nonnegative(relative_entropy_above(state, state.whole(), z)) + doubt_in_bits(state.doubt, state.dimensions), 2)};
}

Outcome<RateCeiling> prove_entanglement_of_measured_state(const Link& link) {
    if (const auto objection = why_not(link)) return Result::not_applicable(objection);
    std::vector<SeparableCandidate> candidates;
    for (int party = 0; party < cuts_of(*link.measured); ++party) {
        candidates.push_back(closest_separable(supported(across_cut(*link.measured, party))));
    }
    return conclude(*link.measured, candidates);
}

Outcome<RateCeiling> conclude_entanglement_of_measured_state(const Link& link, const std::vector<EvidenceItem>& items) {
    if (const auto objection = why_not(link)) return Result::not_applicable(objection);
    std::vector<SeparableCandidate> candidates;
    std::size_t position = 0;
    for (int party = 0; party < cuts_of(*link.measured); ++party) {
        auto candidate = read_separable(items, position, across_cut(*link.measured, party).dimensions);
        if (!candidate) return Result::undecided("the evidence holds no separable state for each cut");
        candidates.push_back(std::move(*candidate));
    }
    return conclude(*link.measured, candidates);
}

}  // namespace keybound
