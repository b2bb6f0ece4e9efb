// What Alice and Bob see: the probabilities of Bob's outcomes for each of Alice's settings and each of Bob's bases.
#pragma once

#include <array>

#include "keybound/quantum/small_matrix.hpp"

namespace keybound {

struct Statistics {
    using PerSetting = std::array<std::array<double, 2>, max_settings>;

    int settings = 0;
    PerSetting x{};  // x[j][b]: P(Bob detects and reads b | setting j, Bob's basis X)
    PerSetting z{};  // the same for Bob's basis Z

    double yield_x(int setting) const { return x[setting][0] + x[setting][1]; }
    double yield_z(int setting) const { return z[setting][0] + z[setting][1]; }

    // Y_Z: P(Bob detects | key setting, equally often 0Z and 1Z, Bob's basis Z).
    double key_yield() const { return 0.5 * (yield_z(0) + yield_z(1)); }

    // e_Z: error rate of the sifted key; 0 if nothing is ever detected.
    double bit_error_rate() const {
        const double yield = key_yield();
        return yield > 0.0 ? 0.5 * (z[0][1] + z[1][0]) / yield : 0.0;
    }
};

}  // namespace keybound
