// Small semidefinite programmes in inequality form. Nothing here solves them; nothing here is trusted.
//
//   minimise  cost . x - sum_k log_weight_k ln det S_k(x)
//   subject to  S_k(x) = constant_k + sum_i x_i coefficient_ki  >= 0   for every block k.
//
// Blocks are Hermitian, of at most 16 rows, given by the entries of their lower triangles. A 1 x 1 block is a linear
// inequality. Weights of logarithms are 0 unless said otherwise; only the dense primal-dual solver reads them.
#pragma once

#include <vector>

#include "keybound/quantum/small_matrix.hpp"

namespace keybound {

struct SdpEntry {
    int row;
    int column;  // <= row
    Complex value;
};

struct SdpBlock {
    int size = 0;
    std::vector<SdpEntry> constant;
    std::vector<std::vector<SdpEntry>> coefficients;  // one list per variable, empty where the variable does not occur
    double log_weight = 0.0;                          // >= 0; above 0 for 1 x 1 blocks only
};

struct Sdp {
    std::vector<double> cost;
    std::vector<SdpBlock> blocks;

    int variables() const { return static_cast<int>(cost.size()); }
};

// The block S_k(x).
SmallMatrix evaluate_block(const SdpBlock& block, const std::vector<double>& x);

// cost . x, without the logarithms
double cost_at(const Sdp& problem, const std::vector<double>& x);

}  // namespace keybound
