// The best attack we can construct on given statistics, by turns:
//   (a) for a set of sources, the measurement that makes most phase errors while it shows the wanted statistics, on the best
//       mixture of these sources (a semidefinite programme; its multipliers are the measurement, its point tells what would
//       help);
//   (b) a further source, by ascent over the side-channel vectors chi_j.
// One source in the set is the textbook see-saw, which circles the optimum for ever; the set makes it converge. Nothing here
// knows how a proof bounds the source. The end point is an explicit Attack: its statistics and its phase errors follow from its
// vectors.
#pragma once

#include <array>
#include <optional>

#include "attack/attack.hpp"

namespace keybound::test {

using SideChannel = std::array<Ket, 4>;  // chi_j: unit vectors orthogonal to phi_j

SideChannel random_side_channel(Random& random, const Source& source);

// The source that the multipliers of the proof's own joint programme describe (its source block is the Gram matrix of kets and
// side channel): the direct route. Empty if there is no programme.
std::optional<SideChannel> side_channel_of_programme(const Link& link, bool z_errors);

struct SeeSaw {
    Attack attack;
    double reached = 0.0;  // phase-error rate of the measurement on the best mixture, as the solver believes
    double at_most = 0.0;  // no source found by (b) allows more
    int turns = 0;
};

// `honest`: source, and the statistics to be shown; bit errors of the Z basis too if `z_errors`. The phase errors are those of
// u_+- = (psi_0Z +- turn psi_1Z) / 2. `least_gain`: relative, ends it.
SeeSaw see_saw(const Link& honest, Complex turn, bool z_errors, const SideChannel& start, int most_turns = 40,
               double least_gain = 1e-6);

}  // namespace keybound::test
