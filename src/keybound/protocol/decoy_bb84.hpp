// Decoy-state BB84: phase-randomised laser pulses of several intensities, perfect BB84 states of each photon.
#pragma once

#include "keybound/protocol/link.hpp"

namespace keybound {

// Statistics of the honest link: a coherent state through the fibre, rotated by the misalignment, onto two threshold
// detectors. Source: arXiv:2411.13948, Eqs. (69)-(71).
Link decoy_bb84_link(const Scenario& scenario);

}  // namespace keybound
