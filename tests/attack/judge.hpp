// Confronts a proof with an attack.
#pragma once

#include <string>

#include "attack/attack.hpp"
#include "keybound/proof/finding.hpp"

namespace keybound::test {

// A proof under attack, and the virtual protocol whose phase errors it bounds.
struct Opponent {
    std::string name;
    LowerProof prove;
    Real (*truth)(const Experiment&, const PhaseErrorBound&);
};

const Opponent& loss_tolerant();
const Opponent& quantum_coin();
const Opponent& reference_technique();
const Opponent& loss_tolerant_coin();
const Opponent& loss_tolerant_coin_three_state();
const Opponent& loss_tolerant_coin_optimal();
const Opponent& loss_tolerant_coin_z();
const Opponent& joint_sdp();

// e^{i alpha} that makes 0X look like u_+: with phi_0X = a phi_0Z + b phi_1Z, the phase of b/a.
Amplitude turn_of_0x(const QubitKets& kets);

// Whether an optimised bound is its own, and not that of the published coin, which is another virtual protocol in general.
bool is_of_the_dual(const PhaseErrorBound& bound);

struct Contest {
    Verdict verdict = Verdict::undecided;
    std::string reason;
    Real truth = 0;
    double bound = 0.5;

    // A bound of 1/2 promises no key, so there is nothing to refute.
    bool says_something() const { return verdict == Verdict::proved && bound < 0.5; }
    // No tolerance. The simulation is exact to about 1e-19 of each amplitude; the statistics are rounded once, to 1e-16 of
    // each probability, and that rounding is an input error that every bound must carry in its own margin.
    bool refuted() const { return says_something() && truth > static_cast<Real>(bound); }
    double closeness() const { return says_something() ? static_cast<double>(truth / static_cast<Real>(bound)) : 0.0; }
};

// `scale` multiplies the bound: a harness that does not refute a bound made 1 % too small proves nothing about the real one.
Contest contest(const Opponent& opponent, const Experiment& experiment, double scale = 1.0);

// (1+1)-evolution strategy with step adaptation that maximises truth / bound among attacks whose bound is at most
// `interesting`: without it every search ends where truth and bound are both near 1/2, which anyone can reach.
struct Climb {
    Attack attack;
    Contest contest;
};
Climb climb(const Opponent& opponent, const Attack& start, Random& random, int steps, double first_step = 0.1,
            double interesting = 0.2);

std::string describe(const Attack& attack);

}  // namespace keybound::test
