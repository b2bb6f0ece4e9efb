// Distributions in which one of several cells stands out and the others are alike. Isotropic states lead to nothing else: their
// spectrum, their outcomes in matched bases, and what the best known attacks leave of them.
#pragma once

#include "keybound/core/bounds.hpp"

namespace keybound {

// One cell of weight `peak`, `cells` - 1 of weight `rest` each, Y their sum: Y log2(cells) minus Y times the entropy in bits,
//   peak log2(cells peak/Y) + (cells - 1) rest log2(cells rest/Y),
// rounded upward, and 0 if peak <= rest. It grows with `peak` and falls with `rest` above that line, so a `peak` that is
// rounded upward and a `rest` that is rounded downward keep it an upper bound. NaN for NaN.
UpperBound peaked_information(double peak, double rest, double cells);

// Entropy in bits if one cell has probability 1 - `others` and the remaining `cells` share `others` evenly.
double peaked_entropy(double others, double cells);

}  // namespace keybound
