// The smallest value of a function of one number. Knows nothing of physics.
#pragma once

#include <functional>

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

}  // namespace keybound
