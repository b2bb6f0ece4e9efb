#include "keybound/proof/upper/correlation_lp.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "keybound/core/rounding.hpp"
#include "keybound/opt/backends/clp.hpp"
#include "keybound/proof/upper/composite_pricing.hpp"

namespace keybound {

namespace {

constexpr int most_programmes = 60;
constexpr double worth_a_column = 1e-9;
constexpr double worth_a_programme = 1e-7;
constexpr int most_idle = 3;
constexpr double least_noise = 1e-12;
constexpr double overflow_cost = 100.0;  // of weight above 1: more than any multiplier of a table that quantum devices show
constexpr std::size_t numbers_of_a_round = 9;

constexpr const char* needs_a_table =
    "needs the whole table p(a,b|x,y) of two settings of Alice and three of Bob with two outcomes each, not S and Q alone";
constexpr const char* no_table =
    "the table is none of probabilities without signalling: no devices that are apart from each other show it";

// Columns: the overflow, the strategies, then composite rounds. Rows: the moments, then the weight.
class Programme {
 public:
    explicit Programme(const KnownMoments& moments) {
        for (const double m : moments.value) lp_.add_row(m, m);
        lp_.add_row(-Lp::infinity, 1.0 - least_noise - 4.0 * moments.uncertainty);
        const int overflow = lp_.add_column(overflow_cost, 0.0, Lp::infinity);
        lp_.entries.push_back({weight_row(), overflow, -1.0});
        for (int k = 0; k < local_strategies; ++k) add(moments_of_strategy(k), 0.0);
    }

    void add(const CompositeRound& round) {
        rounds_.push_back(round);
        add(moments_of(round), key_of(round).value);
    }

    LpSolution solve() const { return solve_clp(lp_, {.refine = false}); }

    Prices prices(const LpSolution& solution) const {
        Prices result{};
        std::copy_n(solution.row_duals.begin(), result.moments.size(), result.moments.begin());
        result.weight = solution.row_duals.back();
        return result;
    }

    CorrelationMixture mixture(const LpSolution& solution) const {
        CorrelationMixture result;
        const auto first = solution.x.begin() + 1;
        result.strategies.assign(first, first + local_strategies);
        for (std::size_t k = 0; k < rounds_.size(); ++k) {
            const double weight = *(first + local_strategies + static_cast<std::ptrdiff_t>(k));
            if (!(weight > 0.0)) continue;
            result.rounds.push_back(rounds_[k]);
            result.weights.push_back(weight);
        }
        return result;
    }

 private:
    int weight_row() const { return static_cast<int>(Moments{}.size()); }
    void add(const Moments& moments, double cost) {
        const int column = lp_.add_column(cost, 0.0, Lp::infinity);
        for (std::size_t k = 0; k < moments.size(); ++k) {
            if (moments[k] != 0.0) lp_.entries.push_back({static_cast<int>(k), column, moments[k]});
        }
        lp_.entries.push_back({weight_row(), column, 1.0});
    }

    Lp lp_;
    std::vector<CompositeRound> rounds_;
};

RateCeiling ceiling_of(const MixtureCeiling& found, const CorrelationMixture& mixture) {
    RateCeiling result{found.key};
    std::vector<double> rows;
    for (std::size_t k = 0; k < mixture.rounds.size(); ++k) {
        const CompositeRound& r = mixture.rounds[k];
        rows.insert(rows.end(),
                    {mixture.weights[k], r.key_axis == CompositeRound::KeyAxis::z ? 0.0 : 1.0, r.coherence, r.alice_angle,
                     r.bob_angles[0], r.bob_angles[1], r.flip, r.local_rounds, static_cast<double>(r.answers)});
    }
    result.evidence.add("strategies", mixture.strategies);
    result.evidence.add("white_noise", found.noise);
    if (!rows.empty()) result.evidence.add_table("rounds", numbers_of_a_round, rows);
    return result;
}

std::optional<CorrelationMixture> mixture_of(const std::vector<EvidenceItem>& items) {
    const auto find = [&](std::string_view name) {
        return std::find_if(items.begin(), items.end(), [&](const EvidenceItem& item) { return item.name == name; });
    };
    const auto rounds = find("rounds"), strategies = find("strategies");
    if (strategies == items.end() || strategies->real.size() != local_strategies) return std::nullopt;
    const std::span<const double> numbers = rounds == items.end() ? std::span<const double>{} : rounds->real;
    if (numbers.size() % numbers_of_a_round != 0) return std::nullopt;
    CorrelationMixture mixture;
    for (std::size_t k = 0; k < numbers.size(); k += numbers_of_a_round) {
        const auto row = numbers.subspan(k, numbers_of_a_round);
        if (!(row[1] == 0.0 || row[1] == 1.0) || !(row[8] >= 0.0 && row[8] < 8.0)) return std::nullopt;
        mixture.weights.push_back(row[0]);
        mixture.rounds.push_back({row[1] == 0.0 ? CompositeRound::KeyAxis::z : CompositeRound::KeyAxis::x,
                                  row[2],
                                  row[3],
                                  {row[4], row[5]},
                                  row[6],
                                  row[7],
                                  static_cast<int>(row[8])});
        if (!mixture.rounds.back().in_range()) return std::nullopt;
    }
    mixture.strategies.assign(strategies->real.begin(), strategies->real.end());
    return mixture;
}

// The moments, or why there are none.
template <class Then>
Outcome<RateCeiling> with_moments(const Link& link, const Then& then) {
    using Result = Outcome<RateCeiling>;
    if (!link.correlations || !link.correlations->table) return Result::not_applicable(needs_a_table);
    const CorrelationTable& t = *link.correlations->table;
    if (t.alice_settings != 2 || t.bob_settings != 3 || t.alice_outcomes != 2 || t.bob_outcomes != 2) {
        return Result::not_applicable(needs_a_table);
    }
    const auto moments = moments_of(t);
    return moments ? then(*moments) : Result::not_applicable(no_table);
}

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

CorrelationMixture propose_correlation_mixture(const KnownMoments& moments) {
    Programme programme(moments);
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
    return with_moments(link, [](const KnownMoments& moments) {
        CorrelationMixture mixture = propose_correlation_mixture(moments);
        const MixtureCeiling found = conclude_correlation_mixture(moments, mixture);
        return Outcome<RateCeiling>::proved(ceiling_of(found, mixture));
    });
}

Outcome<RateCeiling> conclude_correlation_lp(const Link& link, const std::vector<EvidenceItem>& items) {
    return with_moments(link, [&](const KnownMoments& moments) {
        const auto mixture = mixture_of(items);
        if (!mixture) return Outcome<RateCeiling>::undecided("the evidence holds no mixture of rounds");
        const MixtureCeiling found = conclude_correlation_mixture(moments, *mixture);
        return Outcome<RateCeiling>::proved(ceiling_of(found, *mixture));
    });
}

}  // namespace keybound
