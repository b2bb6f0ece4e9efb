// The smallest value of a function of a few numbers. Knows nothing of physics.
#pragma once

#include <functional>
#include <vector>

namespace keybound {

struct Minimum {
    double x;
    double value;
};

// Brent's method on [lower, upper] for a function with one minimum there; otherwise it finds a local one. NaN counts as
// infinitely large. Deterministic; about `evaluations` calls of f at most.
Minimum minimise_between(const std::function<double(double)>& f, double lower, double upper, int evaluations);

// The same after a look at `points` evenly spaced places, ends included: the best of them is refined between its neighbours.
Minimum minimise_after_scan(const std::function<double(double)>& f, double lower, double upper, int points, int evaluations);

struct BoxTask {
    std::vector<double> start, lower, upper;
    double step;  // of the first steps, in every direction
    int evaluations;
    double tolerance;  // steps that gain less end the search
};

struct BoxMinimum {
    std::vector<double> x;
    double value;
};

// NLopt's BOBYQA (M. J. D. Powell, 2009), for at least two variables: quadratic models of a smooth function, few evaluations.
// The best place that was seen, the start among them (moved a step inward where it is nearer to an edge than that). What is no
// finite number counts as a large one. Deterministic.
BoxMinimum minimise_in_box(const std::function<double(const std::vector<double>&)>& f, const BoxTask& task);

}  // namespace keybound
