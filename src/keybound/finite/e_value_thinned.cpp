#include "keybound/finite/e_value_thinned.hpp"

#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/finite/e_value.hpp"

namespace keybound {

namespace {

// A number and what its roundings are proportional to.
struct Rounded {
    double value;
    double magnitude;
};

// ln(p_C + (1 - p_C) m^theta) for m = 1 + change.
Rounded thinned_logarithm(double change, double theta, double taken) {
    const double kept = 1.0 - taken;
    const double logarithm = std::log1p(change);
    const double raised = std::expm1(theta * logarithm);  // m^theta - 1
    const double value = std::log1p(kept * raised);
    // `change` is rounded before 1 + change; the slopes of the two functions that follow are at most these.
    const double error_of_logarithm = std::fabs(logarithm) + std::fabs(change) / (1.0 + change);
    const double power = 1.0 + raised;
    const double total = taken + kept * power;
    return {value, std::fabs(value) + kept * (power * theta * error_of_logarithm + std::fabs(raised)) / total};
}

// (1 - theta) ln(1 + p_C q [(1 - x)^(-theta/(1 - theta)) - 1])
Rounded source_logarithm(double share, double x, double theta, double taken) {
    const double rest = 1.0 - theta;
    const double ratio = theta / rest;
    const double logarithm = -std::log1p(-x);
    const double raised = std::expm1(ratio * logarithm);
    const double chance = taken * share;
    const double value = rest * std::log1p(chance * raised);
    const double error_of_power = ratio * (logarithm + x / (1.0 - x));
    return {value, value + rest * chance * ((1.0 + raised) * error_of_power + raised) / (1.0 + chance * raised)};
}

bool inside(double value) { return value > 0.0 && value < 1.0; }

}  // namespace

Outcome<UpperBound> e_value_thinned_phase_errors(const CountingProblem& problem, const MethodParameters& parameters) {
    using Result = Outcome<UpperBound>;
    const double s = parameters.tilt;
    const double theta = parameters.hoelder_exponent;
    const double taken = parameters.coin_probability;
    if (!(problem.usable() && s > 0.0)) return Result::undecided("the tilt, a count or a coefficient is no usable number");
    if (problem.source_term == 0.0) return e_value_phase_errors(problem, parameters);
    if (!(inside(theta) && inside(taken))) {
        return Result::undecided("the Hoelder exponent or the coin probability is not between 0 and 1");
    }
    if (!(problem.coin_weight > 0.0)) return Result::undecided("a source term without a weight of the coin");
    const double x = s * (1.0 - taken) * problem.coin_weight / taken;
    if (!(rounding::up(x, 8) < 1.0)) return Result::undecided("the tilt is too large: the weight of the coin is not positive");

    const double failure_term = -std::log(problem.failure);
    const Rounded source = source_logarithm(std::fmin(1.0, problem.source_term / problem.coin_weight), x, theta, taken);
    double sum = failure_term + problem.pulses * source.value;
    double magnitude = failure_term + problem.pulses * source.magnitude;
    for (const ObservedClass& seen : problem.classes()) {
        const double lowered = s * seen.coefficient;
        if (!(lowered < 1.0)) return Result::undecided("the tilt is too large: a weight is not positive");
        const Rounded weight = thinned_logarithm(-lowered, theta, taken);
        sum -= seen.observed * weight.value;
        magnitude += seen.observed * weight.magnitude;
    }
    const Rounded error = thinned_logarithm(s * problem.phase_coefficient, theta, taken);
    const double raised = rounding::up(sum, 32.0 + 2.0 * problem.size, magnitude);
    const double per_error =
        raised >= 0.0 ? rounding::down(error.value, 16, error.magnitude) : rounding::up(error.value, 16, error.magnitude);
    if (!(per_error > 0.0)) return Result::undecided("the weight of a phase error is not above one");
    const double bound = rounding::up(raised / per_error, 4);
    if (!std::isfinite(bound)) return Result::undecided("the bound is not a finite number");
    return Result::proved(UpperBound{bound});
}

}  // namespace keybound
