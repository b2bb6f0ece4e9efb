#include "keybound/proof/upper/correlation_mixture.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "keybound/core/rounding.hpp"

namespace keybound {

namespace {

constexpr std::size_t numbers_of_a_round = 9;

constexpr const char* needs_a_table =
    "needs the whole table p(a,b|x,y) of two settings of Alice and three of Bob with two outcomes each, not S and Q alone";
constexpr const char* more_settings =
    "correlations.local_visibility is for protocols that test more settings than this table has";
constexpr const char* no_table =
    "the table is none of probabilities without signalling: no devices that are apart from each other show it";

}  // namespace

MixtureCeiling conclude_correlation_mixture(const KnownMoments& moments, const CorrelationMixture& mixture) {
    const MixtureCeiling nothing{UpperBound{1.0}, 0.0, 1.0};
    if (mixture.weights.size() != mixture.rounds.size() || mixture.strategies.size() != local_strategies) return nothing;
    Moments missing = moments.value;
    double total = 0.0, key = 0.0;
    int used = 1;
    const auto take = [&](double weight, const Moments& shown) {
        for (std::size_t k = 0; k < missing.size(); ++k) missing[k] -= weight * shown[k];
        total += weight;
        ++used;
    };
    for (std::size_t k = 0; k < mixture.rounds.size(); ++k) {
        if (!(mixture.weights[k] > 0.0)) continue;  // what is negative, or no number, is left out
        if (!mixture.rounds[k].in_range()) return nothing;
        take(mixture.weights[k], moments_of(mixture.rounds[k]));
        key += mixture.weights[k] * key_of(mixture.rounds[k]).value;
    }
    for (int k = 0; k < local_strategies; ++k) {
        const double weight = mixture.strategies[static_cast<std::size_t>(k)];
        if (weight > 0.0) take(weight, moments_of_strategy(k));
    }
    double unmatched = moments.uncertainty;
    for (const double m : missing) unmatched += std::fabs(m);
    const double size = 1.0 + total;  // of each moment; those of a round are within a dozen roundings
    unmatched = rounding::up(unmatched, static_cast<double>(missing.size()) * (2.0 * used + 16.0), size);
    const double noise = rounding::down(1.0 - total, used + 2.0, size);
    const MixtureCeiling found{UpperBound{key == 0.0 ? 0.0 : std::min(1.0, rounding::up(key, 2.0 * used))}, noise, unmatched};
    return found.matched() && found.key.value >= 0.0 ? found : nothing;
}

Outcome<KnownMoments> moments_of(const Link& link) {
    using Result = Outcome<KnownMoments>;
    if (!link.correlations || !link.correlations->table) return Result::not_applicable(needs_a_table);
    if (link.correlations->local_visibility) return Result::not_applicable(more_settings);
    const CorrelationTable& t = *link.correlations->table;
    if (t.alice_settings != 2 || t.bob_settings != 3 || t.alice_outcomes != 2 || t.bob_outcomes != 2) {
        return Result::not_applicable(needs_a_table);
    }
    const auto moments = moments_of(t);
    return moments ? Result::proved(*moments) : Result::not_applicable(no_table);
}

Evidence evidence_of(const CorrelationMixture& mixture, const MixtureCeiling& found) {
    Evidence evidence;
    std::vector<double> rows;
    for (std::size_t k = 0; k < mixture.rounds.size(); ++k) {
        const CompositeRound& r = mixture.rounds[k];
        rows.insert(rows.end(),
                    {mixture.weights[k], r.key_axis == CompositeRound::KeyAxis::z ? 0.0 : 1.0, r.coherence, r.alice_angle,
                     r.bob_angles[0], r.bob_angles[1], r.flip, r.local_rounds, static_cast<double>(r.answers)});
    }
    evidence.add("strategies", mixture.strategies);
    evidence.add("white_noise", found.noise);
    if (!rows.empty()) evidence.add_table("rounds", numbers_of_a_round, rows);
    return evidence;
}

Outcome<CorrelationMixture> mixture_in(const std::vector<EvidenceItem>& items) {
    const auto nothing = Outcome<CorrelationMixture>::undecided("the evidence holds no mixture of rounds");
    const auto find = [&](std::string_view name) {
        return std::find_if(items.begin(), items.end(), [&](const EvidenceItem& item) { return item.name == name; });
    };
    const auto rounds = find("rounds"), strategies = find("strategies");
    if (strategies == items.end() || strategies->real.size() != local_strategies) return nothing;
    const std::span<const double> numbers = rounds == items.end() ? std::span<const double>{} : rounds->real;
    if (numbers.size() % numbers_of_a_round != 0) return nothing;
    CorrelationMixture mixture;
    for (std::size_t k = 0; k < numbers.size(); k += numbers_of_a_round) {
        const auto row = numbers.subspan(k, numbers_of_a_round);
        if (!(row[1] == 0.0 || row[1] == 1.0) || !(row[8] >= 0.0 && row[8] < 8.0)) return nothing;
        mixture.weights.push_back(row[0]);
        mixture.rounds.push_back({row[1] == 0.0 ? CompositeRound::KeyAxis::z : CompositeRound::KeyAxis::x,
                                  row[2],
                                  row[3],
                                  {row[4], row[5]},
                                  row[6],
                                  row[7],
                                  static_cast<int>(row[8])});
        if (!mixture.rounds.back().in_range()) return nothing;
    }
    mixture.strategies.assign(strategies->real.begin(), strategies->real.end());
    return Outcome<CorrelationMixture>::proved(std::move(mixture));
}

}  // namespace keybound
