// A state of few dimensions, given as a matrix, and what its parties measure when they make key.
#pragma once

#include <optional>
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
    // Exact ones that the scenario means differ from the state and from each operator by this Frobenius norm at most.
    double doubt = 0.0;
    // Known of the settings beforehand: rank-one projectors for all; and a basis and its conjugate for two parties, or the
    // computational basis for more.
    bool projective = false;
    bool matched = false;
};

// Whether a link of this scenario holds a MeasuredState: of any kind but isotropic ones without [settings].
bool has_measured_state(const Scenario& scenario);

// The state and its measurements. Throws UserError for files that are no density matrix, or no measurements on it.
MeasuredState make_measured_state(const Scenario& scenario);

// That the outcomes of two parties with as many outcomes differ, averaged over the settings; none of other measurements.
std::optional<double> bit_error_rate(const MeasuredState& state);

// With the GHZ state, phi+ of two parties; none if the dimensions differ.
std::optional<double> ghz_fidelity(const MeasuredState& state);

double purity(const MeasuredState& state);

}  // namespace keybound
