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
};

// Bell tests use x, y in {0, 1}; key comes from the settings x = 0, y = 2.
struct Correlations {
    double chsh_value = 0.0;                 // S
    double quantum_bit_error_rate = 0.0;     // Q: a != b in the key settings
    std::optional<CorrelationTable> table;   // empty if only S and Q are estimated
    std::optional<double> visibility;        // v, if the table is that of v phi+ + (1 - v) 1/4 in the optimal settings
    std::optional<double> local_visibility;  // v_L, if the user claims one
};

}  // namespace keybound
