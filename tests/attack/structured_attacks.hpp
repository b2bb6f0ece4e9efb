// Where attacks come from: random ones, and those that theory says should come closest.
#pragma once

#include "attack/attack.hpp"

namespace keybound::test {

enum class Kets { encoder_error, planar, out_of_plane, nearly_planar, nearly_degenerate };

struct Recipe {
    int settings = 4;
    Kets kets = Kets::encoder_error;
    double largest_flaw = 0.5;  // of the angles, in radians
    double least_yield = 1e-6;
    double most_leakage_per_yield = 0.1;  // beyond it no bound says anything
    bool leaks = true;
};

// A random source, and a measurement near the honest one that reads the side channel so as to interfere with it.
Attack random_attack(Random& random, const Recipe& recipe);

// Saturates the coin inequality at delta = 0 as the yield goes to 0: the side-channel states of the worst-case Gram matrix,
// whose detection interferes destructively for the X states and constructively for the virtual ones. `excess`: amplitude of
// the X errors that remain, relative to sqrt(yield).
Attack saturating_bb84(double leakage, double yield, double excess = 0.0);

// The same for three states: parallel side-channel states, opposite for 0X.
Attack saturating_three_state(double leakage, double yield);

// One random step in the attack's parameters, of relative size `step`; source and leakage stay.
Attack mutated(const Attack& attack, Random& random, double step);

}  // namespace keybound::test
