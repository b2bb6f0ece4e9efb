// The fibre: loss, and the rotation of what it carries.
#pragma once

#include "keybound/scenario/scenario.hpp"

namespace keybound {

// Probability that a photon survives the fibre: 10^(-attenuation x length / 10); exactly 1 at 0 km.
double fibre_transmittance(const ChannelTable& table);

}  // namespace keybound
