// The virtual protocols of sources with known light. The phases of the emitted states, and the labels of a modulator's
// register, are free; a proof takes those that bring the single photons of the two bases as near to each other as they come.
#pragma once

#include <vector>

#include "attack/laser_attack.hpp"

namespace keybound::test {

struct VirtualProtocol {
    Numbered one;     // states of one photon, with its phases and labels
    double fidelity;  // |<Psi_Z|Psi_X>|
};

// All whose fidelity is that of the best, to within 1e-9 of 1 - fidelity and roundings.
std::vector<VirtualProtocol> best_protocols(const LaserAttack& attack);

}  // namespace keybound::test
