// Density matrices of several systems: parts of them, their spectra and entropies, with certified errors.
//
// Row |i..k> of systems of the dimensions (d_0..d_last) is ((i d_1 + j) d_2 + ..) + k: the last system counts fastest.
#pragma once

#include <vector>

#include "keybound/core/bounds.hpp"
#include "keybound/quantum/small_matrix.hpp"

namespace keybound {

// The Hermitian part of a matrix as vectors diag(values) vectors^dagger, values increasing.
struct Spectrum {
    SmallVector values;
    SmallMatrix vectors;  // columns, orthonormal to rounding
    // Each exact eigenvalue, in increasing order, lies within `error` of its value. Bounded from the residual and from the
    // vectors' overlaps, whatever the eigenvalue solver claims; infinite for a matrix that is not finite.
    double error;
};

Spectrum spectrum_of(const SmallMatrix& matrix);

// -Tr A log2 A of a positive matrix A of any trace, in bits: an upper (lower) bound on it for every positive A that differs
// from the Hermitian part of `matrix` by an operator of norm `doubt` at most. +infinity (-infinity) if an entry is not finite.
UpperBound von_neumann_entropy_above(const SmallMatrix& matrix, double doubt = 0.0);
LowerBound von_neumann_entropy_below(const SmallMatrix& matrix, double doubt = 0.0);

// Bounds on -x log2 x for all x >= 0 within `doubt` of `value`.
UpperBound entropy_term_above(double value, double doubt);
LowerBound entropy_term_below(double value, double doubt);

// `first` counts slowly, as system 0 does. At most 16 rows together.
SmallMatrix tensor_product(const SmallMatrix& first, const SmallMatrix& second);

// The matrix of the systems `kept`, in increasing order; the others are traced out.
SmallMatrix partial_trace(const SmallMatrix& matrix, const std::vector<int>& dimensions, const std::vector<int>& kept);

// Transposed on these systems alone.
SmallMatrix partial_transpose(const SmallMatrix& matrix, const std::vector<int>& dimensions,
                              const std::vector<int>& transposed);

// Re Tr(A B), for Hermitian A and B.
double trace_of_product(const SmallMatrix& a, const SmallMatrix& b);

}  // namespace keybound
