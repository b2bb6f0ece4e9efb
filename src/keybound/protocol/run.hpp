// A run of finitely many pulses: what the parties choose beforehand and what they count.
#pragma once

#include "keybound/protocol/link.hpp"

namespace keybound {

// Fixed before the run.
struct RunChoices {
    double pulses;                 // N
    double z_basis_probability;    // of Alice and of Bob, each
    double z_test_fraction = 0.0;  // share of the rounds in which both chose Z that is disclosed instead of kept for the key
};

// How often a setting is sent: half of Z each for 0Z and 1Z, the rest spread evenly over the X states.
double setting_probability(int setting, int settings, double z_basis_probability);

// P(a detected round with this setting is disclosed with Bob's outcome in X), the same for Z test rounds, and P(it is a key
// round) given that Alice chose Z.
double x_label_probability(const RunChoices& choices);
double z_test_label_probability(const RunChoices& choices);
double key_label_probability(const RunChoices& choices);

// Numbers of rounds; expected ones are no integers.
struct Counts {
    Statistics::PerSetting x{};       // n_bj: setting j, Bob chose X and read b
    Statistics::PerSetting z_test{};  // disclosed rounds in which both chose Z; j = 0Z, 1Z
    double sifted_key = 0.0;          // n_K
    double detected = 0.0;            // whatever the bases
};

// What the honest link shows on average.
Counts expected_counts(const Link& link, const RunChoices& choices);

}  // namespace keybound
