// Units and physical constants. Where two units are usual, the name says which one is meant.
#pragma once

#include <cmath>

namespace keybound {

// Light in telecom fibre travels at about two thirds of c; the literature on sequential protocols uses this round value.
inline constexpr double fibre_light_speed_km_per_second = 2.0e5;

// Exact by the definition of the units; the double of the first is off by less than a rounding.
inline constexpr double planck_constant_joule_seconds = 6.62607015e-34;
inline constexpr double speed_of_light_metres_per_second = 299792458.0;

// Power ratio of a loss in dB: 10^(-loss/10), computed so that 0 dB is exactly 1.
inline double transmittance_of_db(double loss_db) { return std::pow(10.0, -loss_db / 10.0); }

}  // namespace keybound
