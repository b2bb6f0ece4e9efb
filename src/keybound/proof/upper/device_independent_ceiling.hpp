// What the upper bounds on keys from untrusted devices have in common.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

// A local model for the isotropic table of the 2 x 3 settings at this visibility, the largest double below 1/sqrt(2): the eight
// deterministic strategies with S = 2 and b2 = a0, evenly, b2 turned around with probability (1 - v_L)/2, have the correlators
// 1/2, 1/2, 1/2, -1/2 of the Bell test, v_L of A0, B2 and 0 of A1, B2. For the double itself, with a little white noise.
inline constexpr double local_visibility_of_chsh_table = 0x1.6a09e667f3bccp-1;

// The table of v phi+ + (1 - v) 1/4 in the optimal settings, and the visibility at which it has a local model: the user's claim
// about all settings that are tested, or that of the 2 x 3 table.
struct IsotropicTable {
    double visibility;
    double local_visibility;

    double error() const { return 0.5 * (1.0 - visibility); }  // Q, within one rounding
    // w = (v - v_L)/(v' - v_L), rounded upward; 0 for v <= v_L
    double nonlocal_share(double nonlocal_visibility) const;
};

// total (1 - h((1 + bias)/2)), 0 for a bias of 0 and less; both rounded upward already.
struct BiasedCeiling {
    double total;
    double bias;
};

RateCeiling ceiling_of(const BiasedCeiling& found);

// The outcome of a ceiling: proved, or undecided for what is no number.
Outcome<RateCeiling> proved_ceiling(RateCeiling result);

// The same for a bound on that table; not applicable to others.
Outcome<RateCeiling> prove_of_isotropic_table(const Link& link, RateCeiling (*prove)(const IsotropicTable&));

// C = sqrt(S^2/4 - 1) of the two Bell states that reach S, rounded upward, at most 1; for S >= 2.
double coherence_above(double violation);

inline constexpr const char* estimates_chsh_only =
    "protocols that estimate nothing but the CHSH value and the error rate of the key settings";
inline constexpr const char* one_way_only = "protocols of one-way discussion that use the raw key as it is";

// estimates_chsh_only where more is known of the devices, else "".
const char* restriction_to_chsh(const Link& link);

}  // namespace keybound
