#include "keybound/finite/azuma.hpp"

#include "keybound/finite/concentration.hpp"

namespace keybound {

Outcome<UpperBound> azuma_phase_errors(const CountingProblem& problem, const MethodParameters& parameters) {
    return union_bound_phase_errors(
        problem, parameters,
        [](Bounded what, double trials, double /*predicted*/, double exponent) { return azuma_line(what, trials, exponent); });
}

}  // namespace keybound
