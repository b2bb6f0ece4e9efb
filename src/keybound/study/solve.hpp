// Where a function crosses a target. Knows nothing of physics.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "keybound/study/scale.hpp"

namespace keybound {

struct SolveTask {
    Interval interval;
    double target = 0.0;
    bool above = false;       // the target is met where f(x) > target; otherwise where f(x) >= target
    double tolerance = 1e-6;  // of the value, relative to its magnitude
    int scan = 129;           // values that are tried first, from end to end
};

struct Solution {
    enum class Outcome {
        found,       // one crossing
        always_met,  // at every value that was tried
        never_met,   // at none
        several,     // more than one crossing: `met` says where
    };
    Outcome outcome = Outcome::never_met;
    double value = 0.0;          // the last value at which the target was met, by evaluation
    bool safe_below = true;      // smaller values are the safe ones
    double bracket_lower = 0.0;  // the crossing lies between: the target is met at one end, and not at the other
    double bracket_upper = 0.0;
    double at_value = 0.0;                       // f(value)
    std::vector<std::pair<double, double>> met;  // ranges of the scan in which the target is met
    double best = 0.0;                           // the largest f that was seen
    int evaluations = 0;
};

// `f` gives NaN where it has no value; the target is not met there. Deterministic. The scan decides how many crossings there
// are: one that is narrower than its steps is not seen.
Solution solve(const std::function<double(double)>& f, const SolveTask& task);

}  // namespace keybound
