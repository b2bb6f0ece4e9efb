// Runs of many rounds, drawn outcome by outcome from explicit attacks, with the phase errors that no one can observe.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "attack/attack.hpp"
#include "attack/finite_instance.hpp"
#include "support/samples.hpp"

namespace keybound::test {

// What a detected round can show, with its probability per emitted pulse. All that is left over shows nothing.
struct RoundOutcome {
    enum class Kind { x_test, z_test, phase_error, other_detection };
    Kind kind;
    int setting, bob;
    double probability;
    double log_weight;  // that the method multiplies runs by, at the instance's tilt
};

class RoundLaw {
 public:
    RoundLaw() = default;  // nothing is ever detected
    RoundLaw(const FiniteInstance& instance, double tilt, const Experiment& experiment);

    double detection_probability() const { return total_; }
    const RoundOutcome& draw(Random& random) const;  // of a detected round
    double mean_excess() const;                      // expectation of weight - 1
    double second_moment() const;                    // and of its square

 private:
    std::vector<RoundOutcome> outcomes_;
    double total_ = 0.0;
};

// Eve and Bob's measurement as it should be: the X basis at this detection probability, whatever leaks.
Attack honest_attack(const Source& source, double yield);

// Which of the laws the next round follows, given the logarithm of the product of all weights so far.
using Strategy = std::function<int(double log_weight)>;

struct SimulatedRun {
    Counts counts;
    double phase_errors = 0.0;
};

// Rounds that show nothing are skipped, which changes no probability: strategies look at what was shown only.
SimulatedRun simulate(std::span<const RoundLaw> laws, const Strategy& strategy, double pulses, Random& random);

// How often something happened, with Wilson's interval of 95 %.
struct FailureRate {
    int failures = 0, runs = 0;

    double rate() const { return static_cast<double>(failures) / runs; }
    double low() const { return edge(-1.0); }
    double high() const { return edge(1.0); }

 private:
    double edge(double sign) const;
};

}  // namespace keybound::test
