#include "keybound/proof/upper/local_convex_combination.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/untrusted_links.hpp"

namespace keybound {
namespace {

using test::chsh_link;
using test::isotropic_link;

double h(double p) { return p > 0.0 && p < 1.0 ? -p * std::log2(p) - (1.0 - p) * std::log2(1.0 - p) : 0.0; }
const double local = std::sqrt(0.5);

TEST(LocalConvexCombination, ByHand) {
    const double w = (0.9 - local) / (1.0 - local), t = 0.05;
    const auto outcome = prove_local_convex_combination(isotropic_link(0.9));
    EXPECT_NEAR(outcome.value().rate_bits_per_pulse.value, (w + t) * (1.0 - h(t / (w + t))), 1e-14);
    EXPECT_TRUE(outcome.value().restricted_to.empty());
    const double claimed = (0.9 - 0.6829) / (1.0 - 0.6829);
    EXPECT_NEAR(prove_local_convex_combination(isotropic_link(0.9, 0.6829)).value().rate_bits_per_pulse.value,
                (claimed + t) * (1.0 - h(t / (claimed + t))), 1e-14);
}

TEST(LocalConvexCombination, NothingIsLeftOfLocalTables) {
    for (const double v : {0.0, 0.5, 0.7071067811865475, 0.72, 0.7445208}) {
        EXPECT_EQ(prove_local_convex_combination(isotropic_link(v)).value().rate_bits_per_pulse.value, 0.0) << v;
    }
    EXPECT_GE(prove_local_convex_combination(isotropic_link(1.0)).value().rate_bits_per_pulse.value, 1.0);
}

// A claim above what is possible must not make the bound smaller, whoever let it pass.
TEST(LocalConvexCombination, NoClaimHelps) {
    EXPECT_EQ(prove_local_convex_combination(isotropic_link(0.9, 0.8)).value().rate_bits_per_pulse.value,
              prove_local_convex_combination(isotropic_link(0.9)).value().rate_bits_per_pulse.value);
}

TEST(LocalConvexCombination, NeedsTheTable) {
    EXPECT_EQ(prove_local_convex_combination(chsh_link(2.6, 0.04)).verdict(), Verdict::not_applicable);
    EXPECT_EQ(prove_local_convex_combination(isotropic_link(std::nan(""))).verdict(), Verdict::undecided);
}

}  // namespace
}  // namespace keybound
