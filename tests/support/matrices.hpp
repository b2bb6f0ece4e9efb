// Random matrix entries.
#pragma once

#include <random>

#include "keybound/quantum/small_matrix.hpp"
#include "support/samples.hpp"

namespace keybound::test {

// Real and imaginary part of unit variance.
inline Complex normal(Random& random) {
    std::normal_distribution<double> distribution;
    return {distribution(random), distribution(random)};
}

}  // namespace keybound::test
