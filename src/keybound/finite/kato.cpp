#include "keybound/finite/kato.hpp"

#include "keybound/finite/concentration.hpp"

namespace keybound {

Outcome<UpperBound> kato_phase_errors(const CountingProblem& problem, const MethodParameters& parameters) {
    return union_bound_phase_errors(problem, parameters, tighter_line);
}

}  // namespace keybound
