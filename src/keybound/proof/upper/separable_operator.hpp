// Operators that are separable beyond doubt.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "keybound/quantum/small_matrix.hpp"

namespace keybound {

// A claim of separability, with nothing proved yet.
struct SeparableCandidate {
    SmallMatrix matrix;                               // of two parties of 2 x 2 or 2 x 3 dimensions; else see below
    std::vector<double> weights;                      // of explicit product kets, if the matrix is empty
    std::vector<std::vector<Eigen::VectorXcd>> kets;  // by ket and party; of any norm
};

// matrix + shift 1 is separable; the shift is infinite where that cannot be shown.
struct SeparableOperator {
    SmallMatrix matrix;
    double shift;
};

// Whether positivity and positivity under partial transposition are all that separability needs: M., P., R. Horodecki, PLA 223,
// 1 (1996).
bool separable_if_ppt(const std::vector<int>& dimensions);

// A matrix is shifted until it and its partial transpose are certified to be positive; of a mixture, negative weights are left
// out, and the shift makes the rounding of its sum separable. More of 1, a mixture of product states, stays separable.
SeparableOperator certify_separable(const SeparableCandidate& candidate, const std::vector<int>& dimensions);

// |a..k>, the last system counting fastest.
Eigen::VectorXcd product_ket(const std::vector<Eigen::VectorXcd>& factors);

}  // namespace keybound
