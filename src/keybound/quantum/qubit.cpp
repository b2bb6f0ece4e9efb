#include "keybound/quantum/qubit.hpp"

#include <cmath>
#include <numbers>

namespace keybound {

Qubit qubit_ket(double theta, double phi) {
    const double sine = std::sin(theta);
    return {std::complex<double>(std::cos(theta), 0.0), std::complex<double>(std::cos(phi) * sine, std::sin(phi) * sine)};
}

Qubit rotated(const Qubit& ket, double angle_rad) {
    if (angle_rad == 0.0) return ket;
    const double c = std::cos(angle_rad);
    const double s = std::sin(angle_rad);
    return {c * ket[0] - s * ket[1], s * ket[0] + c * ket[1]};
}

std::array<double, 2> outcome_probabilities(const Qubit& ket, Basis basis) {
    if (basis == Basis::z) return {std::norm(ket[0]), std::norm(ket[1])};
    return {0.5 * std::norm(ket[0] + ket[1]), 0.5 * std::norm(ket[0] - ket[1])};
}

}  // namespace keybound
