// Units and physical constants. Where two units are usual, the name says which one is meant.
#pragma once

#include <cmath>

namespace keybound {

// Light in telecom fibre travels at about two thirds of c; the literature on sequential protocols uses this round value.
inline constexpr double fibre_light_speed_km_per_second = 2.0e5;

// Power ratio of a loss in dB: 10^(-loss/10), computed so that 0 dB is exactly 1.
inline double transmittance_of_db(double loss_db) { return std::pow(10.0, -loss_db / 10.0); }

}  // namespace keybound
