// Entropies, always in bits.
#pragma once

namespace keybound {

// h(p) = -p log2 p - (1-p) log2 (1-p) for p in [0, 1]; 0 at the ends; NaN outside and for NaN.
// Relative error of a few units in the last place also for p near 0.
double binary_entropy(double p);

}  // namespace keybound
