#include "keybound/proof/upper/correlation_programme.hpp"

#include <algorithm>

#include "keybound/opt/backends/clp.hpp"

namespace keybound {

namespace {

constexpr double least_noise = 1e-12;
constexpr double overflow_cost = 100.0;  // of weight above 1: more than any multiplier of a table that quantum devices show
constexpr int weight_row = static_cast<int>(Moments{}.size());

}  // namespace

CorrelationProgramme::CorrelationProgramme(const KnownMoments& moments) {
    for (const double m : moments.value) lp_.add_row(m, m);
    lp_.add_row(-Lp::infinity, 1.0 - least_noise - 4.0 * moments.uncertainty);
    const int overflow = lp_.add_column(overflow_cost, 0.0, Lp::infinity);
    lp_.entries.push_back({weight_row, overflow, -1.0});
    for (int k = 0; k < local_strategies; ++k) add(moments_of_strategy(k), 0.0);
}

void CorrelationProgramme::add(const CompositeRound& round) {
    rounds_.push_back(round);
    add(moments_of(round), key_of(round).value);
}

void CorrelationProgramme::add(const Moments& moments, double cost) {
    const int column = lp_.add_column(cost, 0.0, Lp::infinity);
    for (std::size_t k = 0; k < moments.size(); ++k) {
        if (moments[k] != 0.0) lp_.entries.push_back({static_cast<int>(k), column, moments[k]});
    }
    lp_.entries.push_back({weight_row, column, 1.0});
}

LpSolution CorrelationProgramme::solve() const { return solve_clp(lp_, {.refine = false}); }

Prices CorrelationProgramme::prices(const LpSolution& solution) const {
    Prices result{};
    std::copy_n(solution.row_duals.begin(), result.moments.size(), result.moments.begin());
    result.weight = solution.row_duals.back();
    return result;
}

CorrelationMixture CorrelationProgramme::mixture(const LpSolution& solution) const {
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

}  // namespace keybound
