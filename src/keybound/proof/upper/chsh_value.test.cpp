#include "keybound/proof/upper/chsh_value.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/untrusted_links.hpp"

namespace keybound {
namespace {

using test::chsh_link;
using test::isotropic_link;

double h(double p) { return p > 0.0 && p < 1.0 ? -p * std::log2(p) - (1.0 - p) * std::log2(1.0 - p) : 0.0; }

TEST(ChshValue, ByHand) {
    const double c = std::sqrt(2.4 * 2.4 / 4.0 - 1.0);
    EXPECT_NEAR(prove_chsh_value(chsh_link(2.4, 0.1)).value().rate_bits_per_pulse.value, 1.0 - h(0.5 * (1.0 + c)), 1e-14);
    EXPECT_EQ(prove_chsh_value(chsh_link(-2.4, 0.1)).value().rate_bits_per_pulse.value,
              prove_chsh_value(chsh_link(2.4, 0.1)).value().rate_bits_per_pulse.value);
    EXPECT_EQ(prove_chsh_value(chsh_link(2.0, 0.0)).value().rate_bits_per_pulse.value, 0.0);
    EXPECT_NEAR(prove_chsh_value(chsh_link(2.0 * std::sqrt(2.0), 0.0)).value().rate_bits_per_pulse.value, 1.0, 1e-13);
}

TEST(ChshValue, IsRestrictedWhereMoreIsKnown) {
    EXPECT_TRUE(prove_chsh_value(chsh_link(2.4, 0.1)).value().restricted_to.empty());
    EXPECT_FALSE(prove_chsh_value(isotropic_link(0.9)).value().restricted_to.empty());
    EXPECT_EQ(prove_chsh_value(chsh_link(std::nan(""), 0.1)).verdict(), Verdict::undecided);
}

}  // namespace
}  // namespace keybound
