// What a decoy-state proof says of a simulated model, against what is true of it.
#pragma once

#include <string>

#include "attack/laser_attack.hpp"
#include "keybound/proof/finding.hpp"

namespace keybound::test {

using LaserProof = Outcome<PhaseErrorBound> (*)(const Link&);

// What a proof claims of the single photons of its ensemble. Their secret bits, P_1 [1 - h(P_ph / P_1)], are bounded by all.
enum class Claim {
    of_each_bit,  // the weight of each bit, the phase errors, and the errors of the other basis
    of_weights,   // the weight of both bits and the phase errors
    of_secrecy,   // no more than the secret bits
};

struct LaserContest {
    bool decided = false;
    bool refuted = false;  // by more than rounding
    double key = 0.0;      // bound over truth, of the weight of single photons
    double error = 0.0;    // truth over bound, of their phase errors; 0 if the bound is 1/2
    double secret = 0.0;   // bound over truth, of their secret bits
    double coin = 0.0;     // of the angle that a proof adds to its e_X for what leaks: what single photons really have more
};

LaserContest contest(const Outcome<PhaseErrorBound>& outcome, const LaserTruth& truth, Claim claim = Claim::of_each_bit);

// How near the models of a test came, and how many of them said something.
struct ClosestLasers {
    LaserContest best;
    int keys = 0, errors = 0, all = 0;

    void add(const LaserContest& contest);
    void print(const std::string& name) const;
};

}  // namespace keybound::test
