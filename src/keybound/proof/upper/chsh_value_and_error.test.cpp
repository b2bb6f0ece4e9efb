#include "keybound/proof/upper/chsh_value_and_error.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/untrusted_links.hpp"

namespace keybound {
namespace {

using test::chsh_link;
using test::isotropic_link;

double h(double p) { return p > 0.0 && p < 1.0 ? -p * std::log2(p) - (1.0 - p) * std::log2(1.0 - p) : 0.0; }

double ceiling(double s, double q) { return prove_chsh_value_and_error(chsh_link(s, q)).value().rate_bits_per_pulse.value; }

// All pairs of devices by hand: the search finds the best of them.
TEST(ChshValueAndError, IsTheBestOfManyDevices) {
    const double top = 2.0 * std::sqrt(2.0);
    const auto coherence = [](double s) { return std::min(1.0, std::sqrt(std::max(0.0, s * s / 4.0 - 1.0))); };
    for (const double s : {2.2, 2.4, 2.5456, 2.6, 2.75}) {
        for (const double q : {0.0, 0.01, 0.05, 0.07}) {
            double best = 1.0;
            for (int k = 1; k <= 300; ++k) {
                for (int l = 0; l < 300; ++l) {
                    const double high = s + k / 300.0 * (top - s), low = 2.0 + l / 300.0 * (s - 2.0);
                    const double w = (s - low) / (high - low), x = 0.5 * (1.0 - q / w) * (1.0 + coherence(high));
                    const double first = x > 0.5 && w > 2.0 * q ? w * (1.0 - h(std::min(1.0, x))) : 0.0;
                    best = std::min(best, first + (1.0 - w) * (1.0 - h(0.5 * (1.0 + coherence(low)))));
                }
            }
            EXPECT_LE(ceiling(s, q), best + 1e-4) << s << ' ' << q;
            EXPECT_GE(ceiling(s, q), best - 5e-3) << s << ' ' << q;
        }
    }
}

TEST(ChshValueAndError, Ends) {
    EXPECT_EQ(ceiling(2.0, 0.0), 0.0);
    EXPECT_EQ(ceiling(2.2, 0.2), 0.0);
    EXPECT_EQ(ceiling(2.2, 0.5), 0.0);
    EXPECT_GE(ceiling(2.0 * std::sqrt(2.0), 0.0), 1.0 - 1e-15);
    EXPECT_NEAR(ceiling(2.0 * std::sqrt(2.0), 0.05), 1.0 - h(0.05), 1e-9);
    EXPECT_EQ(ceiling(-2.6, 0.984375), ceiling(2.6, 0.015625));
    EXPECT_EQ(prove_chsh_value_and_error(chsh_link(std::nan(""), 0.1)).verdict(), Verdict::undecided);
    EXPECT_EQ(prove_chsh_value_and_error(chsh_link(2.5, std::nan(""))).verdict(), Verdict::undecided);
    EXPECT_FALSE(prove_chsh_value_and_error(isotropic_link(0.9)).value().restricted_to.empty());
}

}  // namespace
}  // namespace keybound
