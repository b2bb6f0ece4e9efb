// Leakage model "given": epsilon stated by the user, as one number for all settings or one number per setting; or of one of
// several side channels.
//
// Claim: every emitted state rho_j satisfies <phi_j| rho_j |phi_j> >= 1 - epsilon_j, in every round and, if light can enter
// the source from outside, for every input state of that round. How epsilon was measured is the user's responsibility.
#pragma once

#include <vector>

#include "keybound/device/leakage/emitted_light.hpp"
#include "keybound/quantum/small_matrix.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

// One epsilon per setting from a list of length 1 or `settings`.
SmallVector leakage_given(const std::vector<double>& leakage, int settings);

// The leakage of an entry of this kind.
double given_leakage(const SideChannel& entry, const EmittedLight& light);

}  // namespace keybound
