// A state of few dimensions, given as a matrix, and what its parties measure when they make key.
#pragma once

#include <string>
#include <vector>

#include "keybound/protocol/shared_state.hpp"
#include "keybound/quantum/small_matrix.hpp"

namespace keybound {

// One announced choice of measurements: elements[party][outcome] are the operators of a POVM on that party's system.
struct KeySetting {
    std::string label;  // for example "ZZ"
    std::vector<std::vector<SmallMatrix>> elements;
};

// At most 16 dimensions together. Rounds of all settings count alike: rates are averages over them.
struct MeasuredState : OutcomeLeak {
    std::vector<int> dimensions;  // of each party
    SmallMatrix state;            // Hermitian, trace 1, positive semidefinite to rounding; |i..k> is row i + ... in that order
    std::vector<KeySetting> settings;
};

}  // namespace keybound
