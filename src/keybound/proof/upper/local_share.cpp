#include "keybound/proof/upper/local_share.hpp"

#include <algorithm>
#include <numbers>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/upper/correlation_programme.hpp"

namespace keybound {

namespace {

constexpr double diagonal = std::numbers::pi / 4.0, across = std::numbers::pi / 2.0;

// Bob's angles for a minus sign at x, y = 11, 10, 01, 00.
constexpr std::array<std::array<double, 2>, 4> signs = {
    {{diagonal, -diagonal}, {-diagonal, diagonal}, {diagonal, 3.0 * diagonal}, {3.0 * diagonal, diagonal}}};

CompositeRound perfect_round(const std::array<double, 2>& bob) {
    CompositeRound round;
    round.alice_angle = across;
    round.bob_angles = bob;
    return round;
}

bool is_perfect(const CompositeRound& round) {
    return round.coherence == 1.0 && round.flip == 0.0 && round.local_rounds == 0.0;
}

Outcome<LocalShare> share_of(const KnownMoments& moments, const CorrelationMixture& mixture) {
    if (!std::all_of(mixture.rounds.begin(), mixture.rounds.end(), is_perfect)) {
        return Outcome<LocalShare>::undecided("the evidence mixes in rounds that are not perfect");
    }
    LocalShare share;
    share.doubt = moments.uncertainty;
    const MixtureCeiling found = conclude_correlation_mixture(moments, mixture);
    share.evidence = evidence_of(mixture, found);
    if (!found.matched()) return Outcome<LocalShare>::proved(std::move(share));
    share.nonlocal = found.key.value;  // a bit in each perfect round
    double errors[2] = {0.0, 0.0};
    for (int k = 0; k < local_strategies; ++k) {
        const Moments m = moments_of_strategy(k);
        const double weight = mixture.strategies[static_cast<std::size_t>(k)];
        if (m[correlator(0, 2)] < 0.0 && weight > 0.0) errors[m[alice_mean(0)] < 0.0 ? 1 : 0] += weight;
    }
    share.local_errors = std::max(0.0, rounding::down(2.0 * std::min(errors[0], errors[1]), local_strategies + 2.0));
    return Outcome<LocalShare>::proved(std::move(share));
}

}  // namespace

Outcome<LocalShare> local_share(const Link& link) {
    const Outcome<KnownMoments> moments = moments_of(link);
    if (!moments.has_value()) return moments.as<LocalShare>();
    CorrelationProgramme programme(moments.value());
    for (const auto& bob : signs) programme.add(perfect_round(bob));
    return share_of(moments.value(), programme.mixture(programme.solve()));
}

Outcome<LocalShare> local_share(const Link& link, const std::vector<EvidenceItem>& items) {
    const Outcome<KnownMoments> moments = moments_of(link);
    if (!moments.has_value()) return moments.as<LocalShare>();
    const Outcome<CorrelationMixture> mixture = mixture_in(items);
    return mixture.has_value() ? share_of(moments.value(), mixture.value()) : mixture.as<LocalShare>();
}

}  // namespace keybound
