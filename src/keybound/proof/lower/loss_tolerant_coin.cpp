#include "keybound/proof/lower/loss_tolerant_coin.hpp"

#include "keybound/proof/assumptions.hpp"
#include "keybound/proof/lower/target_reference.hpp"

namespace keybound {

namespace {

// A coefficient of rounding size enters the states as its square root; leaving it out costs only its own size.
constexpr double rounding_size = 1e-13;
constexpr double exact_within = 1e-13;

struct Candidate {
    TargetReference states;
    CoinObservation observed;
    CoinDistance distance;
    Outcome<UpperBound> bound;
};

Candidate evaluate(const Link& link, const Relation& relation, double drop_below, CoinInequality inequality) {
    TargetReference states = make_target_reference(link.source.kets, relation, drop_below);
    const CoinObservation observed = observe(states, link.statistics);
    CoinDistance distance = coin_distance(states, link.source);
    Outcome<UpperBound> bound = inequality(observed, distance.distance);
    return {std::move(states), observed, std::move(distance), std::move(bound)};
}

bool better(const Candidate& a, const Candidate& b) {
    if (!a.bound.has_value()) return false;
    return !b.bound.has_value() || a.bound.value().value < b.bound.value().value;
}

// Every relation gives a valid bound, so the smallest one may be reported.
std::optional<Candidate> best_candidate(const Link& link, CoinInequality inequality) {
    std::optional<Candidate> best;
    const auto consider = [&](const Relation& relation) {
        for (const double drop_below : {rounding_size, 0.0}) {
            Candidate candidate = evaluate(link, relation, drop_below, inequality);
            const bool exact = candidate.states.residual <= exact_within;
            if (!best || better(candidate, *best)) best = std::move(candidate);
            if (exact) return true;
        }
        return false;
    };
    const auto coplanar = coplanar_relation(link.source.kets);
    if (coplanar && consider(*coplanar)) return best;
    const auto generic = generic_relation(link.source.kets);
    if (generic) consider(*generic);
    return best;
}

}  // namespace

Outcome<PhaseErrorBound> prove_by_target_reference(const Link& link, CoinInequality inequality) {
    using Result = Outcome<PhaseErrorBound>;
    if (!link.source.are_qubits()) return Result::not_applicable(needs_qubits);
    const auto best = best_candidate(link, inequality);
    if (!best) return Result::not_applicable("the states are degenerate: two settings send the same state");
    if (!best->bound.has_value()) return Result::undecided(best->bound.reason());

    PhaseErrorBound result{best->bound.value()};
    const double distance = best->distance.distance;
    result.coin_imbalance = 0.5 * distance * distance / (best->states.target_weight + best->states.reference_weight);
    const int n = link.source.settings();
    for (int d = 0; d < 2; ++d) {
        const auto& c = best->states.relation.coefficients[d];
        result.evidence.add(d == 0 ? "coefficients_vir0" : "coefficients_vir1",
                            std::span(c.data(), static_cast<std::size_t>(n)));
    }
    const auto& y = best->distance.gram.multipliers;
    result.evidence.add_matrix("difference_gram", best->states.difference);
    result.evidence.add("gram_multipliers", std::span(y.data(), static_cast<std::size_t>(y.size())));
    result.evidence.add("gram_scaled_by_leakage", best->distance.scaled ? 1.0 : 0.0);
    result.evidence.add("residual", best->states.residual);
    result.evidence.add("distance", distance);
    result.evidence.add("target_weight", best->states.target_weight);
    result.evidence.add("reference_weight", best->states.reference_weight);
    result.evidence.add("target_total", best->observed.target_total);
    result.evidence.add("target_known", best->observed.target_known);
    result.evidence.add("reference_error", best->observed.reference_error);
    result.evidence.add("reference_ok", best->observed.reference_ok);
    return Result::proved(std::move(result));
}

Outcome<PhaseErrorBound> prove_loss_tolerant_coin(const Link& link) {
    return prove_by_target_reference(link, coin_phase_error);
}

}  // namespace keybound
