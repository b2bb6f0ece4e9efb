#include "keybound/finite/e_value.hpp"

#include <cmath>
#include <limits>

#include "keybound/core/rounding.hpp"

namespace keybound {

double largest_tilt(const CountingProblem& problem) {
    double largest = 0.0;
    for (const ObservedClass& seen : problem.classes()) largest = std::fmax(largest, seen.coefficient);
    return largest > 0.0 ? 1.0 / largest : std::numeric_limits<double>::infinity();
}

Outcome<UpperBound> e_value_phase_errors(const CountingProblem& problem, const MethodParameters& parameters) {
    using Result = Outcome<UpperBound>;
    const double s = parameters.tilt;
    if (!(problem.usable() && s > 0.0)) return Result::undecided("the tilt, a count or a coefficient is no usable number");
    const double failure_term = -std::log(problem.failure);
    const double source = problem.pulses * std::log1p(s * problem.source_term);
    double sum = failure_term + source;
    double magnitude = failure_term + source;
    for (const ObservedClass& seen : problem.classes()) {
        const double lowered = s * seen.coefficient;
        if (!(lowered < 1.0)) return Result::undecided("the tilt is too large: a weight is not positive");
        const double term = -seen.observed * std::log1p(-lowered);
        sum += term;
        // The product s a is rounded before 1 - s a, which magnifies it where the weight is near 0.
        magnitude += std::fabs(term) + std::fabs(seen.observed * lowered / (1.0 - lowered));
    }
    const double per_error = rounding::down(std::log1p(s * problem.phase_coefficient), 8);
    if (!(per_error > 0.0)) return Result::undecided("the tilt is too small for double precision");
    const double raised = rounding::up(sum, 16.0 + 2.0 * problem.size, magnitude);
    const double bound = rounding::up(raised / (raised >= 0.0 ? per_error : rounding::up(per_error, 16)), 4);
    if (!std::isfinite(bound)) return Result::undecided("the bound is not a finite number");
    return Result::proved(UpperBound{bound});
}

}  // namespace keybound
