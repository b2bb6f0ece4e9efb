// Tables of untrusted devices from their means and correlators, and links that show them.
#pragma once

#include <cstddef>
#include <numbers>
#include <utility>

#include "keybound/proof/upper/composite_round.hpp"
#include "support/untrusted_links.hpp"

namespace keybound::test {

inline CorrelationTable table_of(const Moments& m) {
    CorrelationTable t;
    t.probabilities.assign(24, 0.0);
    for (int x = 0; x < 2; ++x) {
        for (int y = 0; y < 3; ++y) {
            for (const int a : {1, -1}) {
                for (const int b : {1, -1}) {
                    const auto i = static_cast<std::size_t>(x), j = static_cast<std::size_t>(y);
                    const double p = 0.25 * (1.0 + a * m[alice_mean(i)] + b * m[bob_mean(j)] + a * b * m[correlator(i, j)]);
                    t.probabilities[t.index(x, y, a < 0 ? 1 : 0, b < 0 ? 1 : 0)] = p;
                }
            }
        }
    }
    return t;
}

// v phi+ + (1 - v) 1/4 in the settings that are best for CHSH, Bob's third one along Alice's first.
inline Moments isotropic(double v) {
    Moments m{};
    const double s = v * std::numbers::sqrt2 / 2.0;
    m[correlator(0, 0)] = m[correlator(0, 1)] = m[correlator(1, 0)] = s;
    m[correlator(1, 1)] = -s;
    m[correlator(0, 2)] = v;
    return m;
}

inline Link link_of(const Moments& m) {
    Link link;
    link.correlations = correlations_of(table_of(m));
    return link;
}

inline void add_to(Moments& sum, double weight, const Moments& m) {
    for (std::size_t k = 0; k < m.size(); ++k) sum[k] += weight * m[k];
}

}  // namespace keybound::test
