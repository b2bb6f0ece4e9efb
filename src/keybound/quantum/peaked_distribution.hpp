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

// One bit minus the entropy of a bit that shows one of its values with probability (1 + bias)/2:  1 - h((1 + bias)/2), rounded
// upward; relative to its own size for a bias near 0, where it is bias^2/(2 ln 2). 0 for a bias of 0 and less, NaN for NaN and
// above 1. It grows with the bias, so that one that is rounded upward keeps it an upper bound.
UpperBound biased_bit_information(double bias);

}  // namespace keybound
