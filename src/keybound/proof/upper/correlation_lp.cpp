#include "keybound/proof/upper/correlation_lp.hpp"

#include <utility>

#include "keybound/proof/upper/correlation_programme.hpp"

namespace keybound {

namespace {

constexpr int most_programmes = 60;
constexpr double worth_a_column = 1e-9;
constexpr double worth_a_programme = 1e-7;
constexpr int most_idle = 3;

Outcome<RateCeiling> ceiling_by(const KnownMoments& moments, const CorrelationMixture& mixture) {
    const MixtureCeiling found = conclude_correlation_mixture(moments, mixture);
    RateCeiling result{found.key};
    result.evidence = evidence_of(mixture, found);
    return Outcome<RateCeiling>::proved(std::move(result));
}

}  // namespace

CorrelationMixture propose_correlation_mixture(const KnownMoments& moments) {
    CorrelationProgramme programme(moments);
    CorrelationMixture best;
    best.strategies.assign(local_strategies, 0.0);
    double least = Lp::infinity;
    int idle = 0;
    for (int k = 0; k < most_programmes && idle < most_idle; ++k) {
        const LpSolution solution = programme.solve();
        CorrelationMixture mixture = programme.mixture(solution);
        const MixtureCeiling found = conclude_correlation_mixture(moments, mixture);
        if (found.matched()) {
            idle = found.key.value < least - worth_a_programme ? 0 : idle + 1;
            if (found.key.value < least) {
                least = found.key.value;
                best = std::move(mixture);
            }
        } else if (least < Lp::infinity) {
            ++idle;  // columns too much alike for the solver
        }
        const auto rounds = rounds_worth_adding(programme.prices(solution), worth_a_column);
        if (rounds.empty()) break;
        for (const CompositeRound& round : rounds) programme.add(round);
    }
    return best;
}

Outcome<RateCeiling> prove_correlation_lp(const Link& link) {
    const Outcome<KnownMoments> moments = moments_of(link);
    if (!moments.has_value()) return moments.as<RateCeiling>();
    return ceiling_by(moments.value(), propose_correlation_mixture(moments.value()));
}

Outcome<RateCeiling> conclude_correlation_lp(const Link& link, const std::vector<EvidenceItem>& items) {
    const Outcome<KnownMoments> moments = moments_of(link);
    if (!moments.has_value()) return moments.as<RateCeiling>();
    const Outcome<CorrelationMixture> mixture = mixture_in(items);
    return mixture.has_value() ? ceiling_by(moments.value(), mixture.value()) : mixture.as<RateCeiling>();
}

}  // namespace keybound
