#include "keybound/finite/concentration.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"

namespace keybound {

namespace {

// A sum of bounded terms with signs, and what its roundings can amount to.
struct Total {
    double value = 0.0;
    double magnitude = 0.0;

    void add(double term) {
        value += term;
        magnitude += std::fabs(term);
    }
};

}  // namespace

Outcome<UpperBound> union_bound_phase_errors(const CountingProblem& problem, const MethodParameters& parameters,
                                             LineChoice choose) {
    using Result = Outcome<UpperBound>;
    if (!problem.usable()) return Result::undecided("a count or a coefficient is no usable number");
    const double trials = problem.detected;
    if (!(trials > 0.0 && trials <= problem.pulses))
        return Result::undecided("the number of detected rounds is no usable number");
    const bool coin = problem.source_term > 0.0;
    const double taken = coin ? parameters.coin_probability : 0.0;
    if (coin && !(taken > 0.0 && taken < 1.0)) return Result::undecided("the coin probability is not between 0 and 1");
    if (coin && !(problem.coin_weight > 0.0)) return Result::undecided("a source term without a weight of the coin");
    const double kept = 1.0 - taken;

    const auto costs = [](const ObservedClass& seen) { return seen.coefficient != 0.0; };
    const auto classes = problem.classes();
    const int costly = static_cast<int>(std::count_if(classes.begin(), classes.end(), costs));
    const double exponent = shared_exponent(problem.failure, coin ? 2 * costly + 4 : costly + 1);
    const auto at_most = [&](double count) { return coin ? thinned_at_most(count, kept, exponent) : count; };
    const auto at_least = [&](double count) { return coin ? thinned_at_least(count, kept, exponent) : count; };

    // The same steps for the predicted counts say where the last line should be tight.
    Total observed, predicted;
    for (const ObservedClass& seen : classes) {
        if (!costs(seen)) continue;
        const double guess = std::fmax(seen.predicted, 0.0);
        if (seen.coefficient > 0.0) {
            const Line line = choose(Bounded::sum_from_above, trials, at_most(guess), exponent);
            observed.add(seen.coefficient * line.above(at_most(seen.observed)));
            predicted.add(seen.coefficient * line.above(at_most(guess)));
        } else {
            const Line line = choose(Bounded::sum_from_below, trials, at_least(guess), exponent);
            observed.add(seen.coefficient * line.below(at_least(seen.observed)));
            predicted.add(seen.coefficient * line.below(at_least(guess)));
        }
    }
    if (coin) {
        const double share = std::fmin(1.0, problem.source_term / problem.coin_weight);
        const double mean = rounding::up(problem.pulses * taken * share, 4);
        const double outcomes = independent_at_most(mean, exponent);
        const Line line = choose(Bounded::sum_from_above, trials, outcomes, exponent);
        const double term = kept * problem.coin_weight / taken * line.above(outcomes);
        observed.add(term);
        predicted.add(term);
    }
    const double sum = rounding::up(observed.value, 2.0 * problem.size + 16.0, observed.magnitude) / problem.phase_coefficient;
    const double place = std::fmax(predicted.value, 0.0) / problem.phase_coefficient;
    const Line line = choose(Bounded::count_from_above, trials, place, exponent);
    // Data that no source explains can make the sum negative; zero is above it.
    const double thinned = line.above(sum <= 0.0 ? 0.0 : rounding::up(sum, 2));
    const double bound = coin ? unthinned_at_most(thinned, kept, exponent) : thinned;
    if (!std::isfinite(bound)) return Result::undecided("the bound is not a finite number");
    return Result::proved(UpperBound{bound});
}

}  // namespace keybound
