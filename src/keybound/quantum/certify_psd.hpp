// The only judge of positive semidefiniteness in Keybound.
#pragma once

#include "keybound/quantum/small_matrix.hpp"

namespace keybound {

// A certified lower bound on the least eigenvalue of the Hermitian part of a square matrix of at most 16 rows.
//
// The result is proved by a Cholesky factorisation that runs to its end in floating point, which bounds the least
// eigenvalue up to an a-priori margin (S. M. Rump, BIT 46, 433 (2006)); the eigenvalue solver only suggests where to try.
// Any NaN, infinity or number of 1e300 in the matrix gives -infinity: "not certified", whatever LLT or max() would have said.
double certify_psd(const SmallMatrix& matrix);

// The same with a suggestion of the least eigenvalue from the caller, without an eigenvalue solver: cheap, and tight when
// the suggestion is good. A wrong suggestion costs tightness, never validity.
double certify_psd(const SmallMatrix& matrix, double suggested_least_eigenvalue);

}  // namespace keybound
