// The finite-key methods, one row each: from counts to a number of phase errors that is exceeded with probability eps_f only.
#pragma once

#include <string>
#include <vector>

#include "keybound/core/bounds.hpp"
#include "keybound/core/outcome.hpp"
#include "keybound/finite/counting_problem.hpp"

namespace keybound {

struct FiniteMethod {
    std::string name;
    bool published;                        // false: derived in the theory page
    std::string claim;                     // one sentence
    std::string published_as;              // citation; for derived methods what they build on
    std::string theory_page;               // below docs/theory/
    std::vector<std::string> parameters;   // of "tilt", "coin_probability", "hoelder_exponent", those that it has
    std::vector<std::string> assumptions;  // beside those of every finite key
    Outcome<UpperBound> (*phase_errors)(const CountingProblem&, const MethodParameters&);
};

const std::vector<FiniteMethod>& finite_methods();

// The row of that name, or nullptr.
const FiniteMethod* find_finite_method(const std::string& name);

}  // namespace keybound
