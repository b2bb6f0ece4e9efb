// What the parties of an entanglement-based protocol share, and what becomes known of their outcomes.
#pragma once

#include <optional>
#include <string>

#include "keybound/scenario/scenario.hpp"

namespace keybound {

// Which outcomes of the key rounds of N parties become known to Eve, together with the number of the round.
struct OutcomeLeak {
    enum class LeakModel { uniform, junk };
    enum class LeakPattern { same, independent, disjoint };

    int parties = 2;                // N
    double leak_probability = 0.0;  // L, of each outcome
    LeakModel leak_model = LeakModel::uniform;
    LeakPattern leak_pattern = LeakPattern::same;

    // Probability that at least one outcome of a round leaks; of the separable part in the model "junk".
    double some_outcome_leaks() const;
    // Probability that all outcomes of a round leak but one at most: what is left is no correlation.
    double all_but_one_leak() const;
    // Probability that all of them leak.
    double all_leak() const;
    // The largest probability that all outcomes of one side leak, over the ways to part the parties in two.
    double one_side_leaks() const;
};

OutcomeLeak make_outcome_leak(const Scenario& scenario, int parties);

// The isotropic state  v |GHZ><GHZ| + (1 - v) 1/d^N,  |GHZ> = sum_i |i..i>/sqrt(d), possibly at the ends of a chain of
// repeaters.
struct SharedState : OutcomeLeak {
    // n repeaters between links of one visibility, if they have one.
    struct Chain {
        int repeaters = 0;
        std::optional<double> link_visibility;
        double bell_measurement_visibility = 1.0;
        bool as_published = false;  // v^(2n) instead of v^(n+1) b^n
    };

    int dimension = 2;                  // d
    double visibility = 1.0;            // v, at the ends of the chain
    double visibility_roundings = 0.0;  // it was reached by that many; 0: exactly as given
    Chain chain = {};

    double visibility_above() const;
    double visibility_below() const;

    // D = d^(N-1), in how many outcomes of the others one party's outcome is.
    double other_outcomes() const;

    // How many repeaters leave a visibility above this one at most; none if there is no such number: links that differ, links
    // without loss of visibility, or not even a single link.
    std::optional<double> most_repeaters(double visibility_threshold) const;
};

SharedState make_shared_state(const Scenario& scenario);

}  // namespace keybound
