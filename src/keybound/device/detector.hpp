// Bob's receiver: two threshold detectors behind a basis choice.
#pragma once

#include <array>

namespace keybound {

// Probabilities {outcome 0, outcome 1} per pulse for a photon that arrives and is detected with probability
// `overall_efficiency` and then goes to detector b with probability photon[b] (summing to 1). A dark count happens with
// `dark_count_probability` in each detector; double clicks become a random bit. Their sum, the detection probability, does
// not depend on `photon`: the receiver detects equally in both bases.
std::array<double, 2> click_probabilities(const std::array<double, 2>& photon, double overall_efficiency,
                                          double dark_count_probability);

// The same for a laser pulse: a coherent state of which `mean[b]` photons would be detected on average by detector b.
std::array<double, 2> coherent_click_probabilities(const std::array<double, 2>& mean, double dark_count_probability);

}  // namespace keybound
