// Random matrix entries and unitaries.
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

// A product of reflections, unitary to rounding.
inline SmallMatrix random_unitary(Random& random, int n) {
    SmallMatrix u = SmallMatrix::Identity(n, n);
    for (int k = 0; k < 3; ++k) {
        SmallMatrix w(n, 1);
        for (int i = 0; i < n; ++i) w(i, 0) = normal(random);
        w /= w.norm();
        const SmallMatrix reflection = SmallMatrix::Identity(n, n) - 2.0 * w.lazyProduct(w.adjoint());
        u = SmallMatrix(reflection.lazyProduct(u));
    }
    return u;
}

inline SmallMatrix turned(const SmallMatrix& matrix, const SmallMatrix& u) {
    return SmallMatrix(u.lazyProduct(matrix)).lazyProduct(u.adjoint());
}

}  // namespace keybound::test
