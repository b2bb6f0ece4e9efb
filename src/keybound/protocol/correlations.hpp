// What two parties with untrusted devices see of each other: p(a,b|x,y).
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace keybound {

// Probabilities of the outcomes a, b for the settings x, y; each p(.,.|x,y) sums to 1.
struct CorrelationTable {
    int alice_settings = 2;
    int bob_settings = 3;
    int alice_outcomes = 2;
    int bob_outcomes = 2;
    std::vector<double> probabilities;

    std::size_t index(int x, int y, int a, int b) const {
        return static_cast<std::size_t>(((x * bob_settings + y) * alice_outcomes + a) * bob_outcomes + b);
    }
    double operator()(int x, int y, int a, int b) const { return probabilities[index(x, y, a, b)]; }

    // P(a = b) - P(a != b) of two outcomes each.
    double correlator(int x, int y) const;
};

// Rounds that were counted, and the nearest table without signalling taken for their probabilities.
struct CountedRounds {
    double total = 0.0;
    double deviations = 0.0;  // largest distance of a counted mean from the table's, in standard deviations
};

// Bell tests use x, y in {0, 1}; key comes from the settings x = 0, y = 2.
struct Correlations {
    double chsh_value = 0.0;                 // S
    double quantum_bit_error_rate = 0.0;     // Q: a != b in the key settings
    double roundings = 0.0;                  // S and Q were reached by that many; 0: exactly as given
    std::optional<CorrelationTable> table;   // empty if only S and Q are estimated
    std::optional<CountedRounds> counted;    // if the table was fitted to counts
    std::optional<double> visibility;        // v, if the table is that of v phi+ + (1 - v) 1/4 in the optimal settings
    std::optional<double> local_visibility;  // v_L, if the user claims one

    // |S|: the parties may exchange the names of outcomes.
    double violation_above() const;
    double violation_below() const;
    // min(Q, 1 - Q), for the same reason.
    double error_above() const;
    double error_below() const;
};

// S and Q of a table of 2 x 3 settings and two outcomes: S with the sign, and the place of the minus sign, that suit it best.
Correlations correlations_of(CorrelationTable table);

// The same of counted rounds, at least one for each pair of settings: means are pooled over the other party's settings,
// correlators are those of the frequencies, moved where they would make a probability negative. docs/theory/chsh.md, 5.
Correlations correlations_of_counts(const CorrelationTable& counts);

// The table that v phi+ + (1 - v) 1/4 gives in the settings A0 = Z, A1 = X, B0, B1 = (Z +- X)/sqrt(2), B2 = Z, seen by
// detectors. Where none clicks the outcome is 0, where both do it is random.
CorrelationTable table_of_isotropic_state(double visibility, double efficiency, double dark_count_probability);

}  // namespace keybound
