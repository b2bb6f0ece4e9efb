// The largest value of a function over a box. Knows nothing of physics.
#pragma once

#include <functional>
#include <vector>

#include "keybound/study/scale.hpp"

namespace keybound {

struct OptimiseTask {
    std::vector<Interval> box;
    std::vector<double> start;  // tried as well, if not empty: the result is never worse
};

struct Optimum {
    bool found = false;  // false: f was above 0 nowhere, and `x` means nothing
    std::vector<double> x;
    double value = 0.0;
    int evaluations = 0;
};

// First a search of the whole box (a grid for one variable, a Halton sequence for several), four times finer if it finds
// nothing above 0: a function that is 0 on most of the box gives no direction. Then NLopt's SBPLX from the three best places.
// Deterministic: fixed places, fixed numbers of evaluations. `f` gives NaN where it has no value.
Optimum maximise(const std::function<double(const std::vector<double>&)>& f, const OptimiseTask& task);

}  // namespace keybound
