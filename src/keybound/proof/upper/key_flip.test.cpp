#include "keybound/proof/upper/key_flip.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/untrusted_links.hpp"

namespace keybound {
namespace {

using test::chsh_link;
using test::isotropic_link;

double h(double p) { return p > 0.0 && p < 1.0 ? -p * std::log2(p) - (1.0 - p) * std::log2(1.0 - p) : 0.0; }

TEST(KeyFlip, ByHand) {
    const double local = std::sqrt(0.5), w = (0.8 - local) / (1.0 - local);
    EXPECT_NEAR(prove_key_flip(isotropic_link(0.8)).value().rate_bits_per_pulse.value, w * (1.0 - h(0.1 / w)), 1e-14);
    EXPECT_EQ(prove_key_flip(isotropic_link(0.7734)).value().rate_bits_per_pulse.value, 0.0);
    EXPECT_GT(prove_key_flip(isotropic_link(0.7735)).value().rate_bits_per_pulse.value, 0.0);
}

TEST(KeyFlip, IsForTheseSettingsAlone) {
    EXPECT_EQ(prove_key_flip(isotropic_link(0.8, 0.7)).verdict(), Verdict::not_applicable);
    EXPECT_EQ(prove_key_flip(chsh_link(2.6, 0.04)).verdict(), Verdict::not_applicable);
    EXPECT_EQ(prove_key_flip(isotropic_link(std::nan(""))).verdict(), Verdict::undecided);
}

}  // namespace
}  // namespace keybound
