// The matrices of this field are tiny. Fixed capacity keeps them off the heap, in inner loops too.
#pragma once

#include <Eigen/Core>
#include <complex>

namespace keybound {

using Complex = std::complex<double>;

inline constexpr int max_settings = 16;  // joint settings of two senders with four states each

// Up to 16 x 16, no heap. Columns are kets where a matrix holds states.
using SmallMatrix = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor, max_settings, max_settings>;
using SmallVector = Eigen::Matrix<double, Eigen::Dynamic, 1, Eigen::ColMajor, max_settings, 1>;

// Qubit kets as columns: row 0 is the |0_Z> amplitude, row 1 the |1_Z> amplitude.
using QubitKets = Eigen::Matrix<Complex, 2, Eigen::Dynamic, Eigen::RowMajor, 2, max_settings>;

}  // namespace keybound
