#include "keybound/proof/upper/local_relative_entropy.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/untrusted_links.hpp"

namespace keybound {
namespace {

using test::chsh_link;
using test::isotropic_link;

double h(double p) { return p > 0.0 && p < 1.0 ? -p * std::log2(p) - (1.0 - p) * std::log2(1.0 - p) : 0.0; }

double ceiling(double v) { return prove_local_relative_entropy(isotropic_link(v)).value().rate_bits_per_pulse.value; }

TEST(LocalRelativeEntropy, IsTheBestMixture) {
    const double local = std::sqrt(0.5);
    for (const double v : {0.72, 0.8, 0.9, 0.97, 1.0}) {
        double best = 1.0;
        for (int k = 0; k <= 2000; ++k) {
            const double higher = v + k / 2000.0 * (1.0 - v);
            best = std::min(best, (v - local) / (higher - local) * (1.0 - h(0.25 * (1.0 + 3.0 * higher))));
        }
        EXPECT_NEAR(ceiling(v), best, 1e-6) << v;
    }
    EXPECT_EQ(ceiling(0.5), 0.0);
    EXPECT_EQ(ceiling(0.7071067811865475), 0.0);
    EXPECT_EQ(prove_local_relative_entropy(chsh_link(2.6, 0.04)).verdict(), Verdict::not_applicable);
    EXPECT_EQ(prove_local_relative_entropy(isotropic_link(std::nan(""))).verdict(), Verdict::undecided);
}

}  // namespace
}  // namespace keybound
