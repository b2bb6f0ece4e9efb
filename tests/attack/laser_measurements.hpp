// What Eve and Bob may do to pulses and all that leaks with them. Bob's X and Z outcomes always sum to the same operator.
#pragma once

#include "attack/laser_attack.hpp"

namespace keybound::test {

// Bob's detectors behind a filter of Eve's, who counts photons, looks at the side channel and at superpositions.
void measure_like_detectors(Random& random, LaserAttack& attack);

// Anything: a random filter, then projectors in random directions.
void measure_at_random(Random& random, LaserAttack& attack);

// What Eve wants, as weights of probabilities that she makes as large as she can together.
struct Wish {
    double phase_errors = 0.0, key_events = 0.0;
    std::array<double, 3> gains{}, errors{};  // of each intensity; errors in X
    double z_before_x = 0.0;                  // gains of Z count 1 + this, gains of X 1 - this
};

// The measurement of (nearly) the largest weighted sum, for this virtual protocol.
void measure_as_wished(LaserAttack& attack, const Numbered& one, const Wish& wish);

}  // namespace keybound::test
