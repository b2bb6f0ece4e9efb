// Single-qubit kets and the overlaps that measurements need.
#pragma once

#include <array>
#include <complex>

namespace keybound {

using Qubit = std::array<std::complex<double>, 2>;

// (cos theta, e^{i phi} sin theta); angles in radians. theta is half the polar angle on the Bloch sphere.
Qubit qubit_ket(double theta, double phi);

// The real rotation by `angle_rad` in the X-Z plane: theta -> theta + angle for kets with phi = 0.
Qubit rotated(const Qubit& ket, double angle_rad);

enum class Basis { z, x };

// {|<0|ket>|^2, |<1|ket>|^2} in the given basis. Squares of amplitudes, so that a probability near 0 keeps an
// absolute error near 1e-32 and not 1e-16; at leakages of 1e-14 the difference matters.
std::array<double, 2> outcome_probabilities(const Qubit& ket, Basis basis);

}  // namespace keybound
