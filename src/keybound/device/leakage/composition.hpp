// How leakages combine (docs/theory/leakage-budget.md, 2). All results are rounded upward and at most 1.
#pragma once

#include <span>

namespace keybound {

// 1 - (1 - a)(1 - b): two systems in product form.
double leakage_of_product(double a, double b);

// sin^2 of the sum of arcsin(sqrt(epsilon_i)), 1 from a right angle on: nothing is known of how the systems hang together.
double leakage_of_amplitudes(std::span<const double> leakages);

}  // namespace keybound
