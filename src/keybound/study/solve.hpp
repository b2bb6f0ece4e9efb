// Where a function crosses a target. Knows nothing of physics.
#pragma once

#include <cmath>
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
    bool of_largest = false;  // `target` is a share of the largest f of the scan; it is never met if that is not above 0
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
    double best = std::nan("");                  // the largest f that was seen; NaN if it had no value anywhere
    double target = 0.0;                         // what had to be reached; NaN for a share of nothing
    int evaluations = 0;
};

// "found", "always", "never", "several".
const char* to_string(Solution::Outcome outcome);

// `f` gives NaN where it has no value; the target is not met there. Deterministic. The scan decides how many crossings there
// are: one that is narrower than its steps is not seen.
Solution solve(const std::function<double(double)>& f, const SolveTask& task);

}  // namespace keybound
