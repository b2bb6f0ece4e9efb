// Rounds that Eve can prepare whole: what untrusted devices show in them, and the most key that they give.
// docs/theory/correlation-lp.md, 2 and 3.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "keybound/core/bounds.hpp"
#include "keybound/protocol/correlations.hpp"

namespace keybound {

// Means of outcomes +1, -1 of Alice's settings 0, 1 and of Bob's 0, 1, 2, then of the products in the pairs of settings. They
// determine a table of bits without signalling.
using Moments = std::array<double, 11>;
inline constexpr std::size_t alice_mean(std::size_t x) { return x; }
inline constexpr std::size_t bob_mean(std::size_t y) { return 2 + y; }
inline constexpr std::size_t correlator(std::size_t x, std::size_t y) { return 5 + 3 * x + y; }

// Of a table, and how far in all those of the nearest table without signalling may be. None if it is no such table of 2 and 3
// settings. If the key bits disagree more often than not, Bob's are read the other way round.
struct KnownMoments {
    Moments value;
    double uncertainty;
};
std::optional<KnownMoments> moments_of(const CorrelationTable& table);

inline constexpr int local_strategies = 32;
Moments moments_of_strategy(int k);  // bit i of k: outcome -1 of Alice's settings, then of Bob's

// (1 + C)/2 phi+ + (1 - C)/2 phi- in planar measurements, Eve holding the purification; Bob's key outcome is flipped with
// probability `flip`, and she knows when. With each such round come r rounds of shared randomness whose key bits differ.
struct CompositeRound {
    enum class KeyAxis { z, x };

    KeyAxis key_axis = KeyAxis::z;          // of Alice's setting 0 and Bob's 2
    double coherence = 1.0;                 // C in [0, 1]
    double alice_angle = 0.0;               // of setting 1, from Z towards X
    std::array<double, 2> bob_angles = {};  // of settings 0, 1
    double flip = 0.0;                      // in [0, 1/2]
    double local_rounds = 0.0;              // r in [0, 2]; more than 1 is never worth it but for rounding
    int answers = 0;                        // of those: bits are set where a1, b0, b1 differ from a0

    bool in_range() const;
};

Moments moments_of(const CompositeRound& round);

// Key per round: Y (1 - h(x/Y))/(1 + r) with Y = 1 + r if x > Y/2, else 0. NaN out of range.
UpperBound key_of(const CompositeRound& round);

}  // namespace keybound
