#include "keybound/proof/upper/local_convex_combination_one_way.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/untrusted_links.hpp"

namespace keybound {
namespace {

using test::chsh_link;
using test::isotropic_link;

double h(double p) { return p > 0.0 && p < 1.0 ? -p * std::log2(p) - (1.0 - p) * std::log2(1.0 - p) : 0.0; }

TEST(LocalConvexCombinationOneWay, ByHandAndRestricted) {
    const double local = std::sqrt(0.5), w = (0.9 - local) / (1.0 - local);
    const auto outcome = prove_local_convex_combination_one_way(isotropic_link(0.9));
    EXPECT_NEAR(outcome.value().rate_bits_per_pulse.value, w - h(0.05), 1e-14);
    EXPECT_FALSE(outcome.value().restricted_to.empty());
    EXPECT_EQ(prove_local_convex_combination_one_way(isotropic_link(0.8)).value().rate_bits_per_pulse.value, 0.0);
    EXPECT_EQ(prove_local_convex_combination_one_way(isotropic_link(0.6)).value().rate_bits_per_pulse.value, 0.0);
    EXPECT_EQ(prove_local_convex_combination_one_way(chsh_link(2.6, 0.04)).verdict(), Verdict::not_applicable);
}

}  // namespace
}  // namespace keybound
