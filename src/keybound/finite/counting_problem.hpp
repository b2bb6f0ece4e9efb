// What a finite-key method needs to know, and all that it may know: no kets, no channel.
//
// A linear bound of a proof, e_ph Y_Z <= sum lambda_i p_i + h, becomes one about a run of `pulses` rounds. In each detected
// round, conditioned on everything that happened in others, and whatever Eve did (docs/theory/finite-key.md),
//   phase_coefficient P(phase error) <= sum_i coefficient_i P(class i) + P'(coin),
// where the last term belongs to an outcome of Alice's register alone: over all rounds its expectation is at most pulses x
// source_term, whatever happens outside of her laboratory.
#pragma once

#include <array>
#include <span>

#include "keybound/proof/lower/linear_bound.hpp"
#include "keybound/protocol/run.hpp"

namespace keybound {

// One kind of disclosed round: Alice's setting, Bob's basis and his outcome.
struct ObservedClass {
    double coefficient;  // lambda_i / (probability of Alice's setting x probability that a detected round is disclosed so)
    double predicted;    // what an honest run is expected to show; fixed before the run
    double observed;     // what this run showed; the same number where rates are predicted
};

inline constexpr int max_classes = 2 * max_settings + 4;

struct CountingProblem {
    std::array<ObservedClass, max_classes> storage{};
    int size = 0;                    // classes in use
    double phase_coefficient = 0.0;  // 1 / (P(Alice chose Z) x P(a detected round is a key round, given that)), positive
    double pulses = 0.0;             // N
    double detected = 0.0;           // rounds detected, whatever their basis; at most N
    double source_term = 0.0;        // h(Omega) >= 0, per pulse
    double coin_weight = 0.0;        // at least the largest eigenvalue of S Omega S, S = diag(p_j^(-1/2))
    double failure = 0.0;            // eps_f: the bound may fail with this probability

    // Every method's first question: counts, coefficients and probabilities are numbers, and of the right sign.
    bool usable() const;

    std::span<const ObservedClass> classes() const { return {storage.data(), static_cast<std::size_t>(size)}; }
    void add(double coefficient, double predicted, double observed) {
        storage[static_cast<std::size_t>(size++)] = {coefficient, predicted, observed};
    }
};

// The problem of a proof's linear bound in a run with these choices. `observed` may be the predicted counts themselves.
CountingProblem counting_problem(const LinearBound& bound, const Link& link, const RunChoices& choices, double failure,
                                 const Counts& predicted, const Counts& observed);

// What methods leave free. Each is fixed before the run; any value within its range is valid, a good one is tight.
struct MethodParameters {
    double tilt = 0.0;              // s > 0
    double coin_probability = 0.0;  // p_C in (0, 1): share of rounds that the fictitious coin could take
    double hoelder_exponent = 0.0;  // theta in (0, 1)
};

}  // namespace keybound
