#include "keybound/proof/upper/convex_combination_as_printed.hpp"

#include <gtest/gtest.h>

#include "keybound/proof/lower/devetak_winter.hpp"
#include "keybound/proof/upper/convex_combination.hpp"
#include "support/shared_links.hpp"

namespace keybound {
namespace {

using test::quantity;
using test::shared_link;
using test::SharedSetup;

Outcome<RateCeiling> outcome(const SharedSetup& setup) { return prove_convex_combination_as_printed(shared_link(setup)); }
double printed(const SharedSetup& setup, const char* name) { return quantity(outcome(setup).value().quantities, name); }

TEST(AsPrinted, IsNoProof) {
    EXPECT_EQ(outcome({0.8, 0.1}).verdict(), Verdict::as_printed);
    EXPECT_TRUE(outcome({0.8, 0.1}).has_value());
    EXPECT_NE(outcome({0.8, 0.1}).reason(), "");
    EXPECT_EQ(outcome({0.8, 0.1, 2, 2, "same", "junk"}).verdict(), Verdict::not_applicable);
    EXPECT_EQ(outcome({0.8, 0.1, 2, 2, "disjoint"}).verdict(), Verdict::not_applicable);
}

// 1/3 + 2L/(3-2L) of Theorem 1(i), and what it says of repeaters by Eq. (5).
TEST(AsPrinted, ShowsTheTheoremAsItStands) {
    EXPECT_NEAR(printed({0.8, 0.1}, "visibility_threshold"), 1.0 / 3.0 + 0.2 / 2.8, 1e-15);
    EXPECT_NEAR(printed({0.8, 0.6}, "visibility_threshold"), 1.0, 1e-15);
    EXPECT_NEAR(printed({0.8, 1.0}, "visibility_threshold"), 7.0 / 3.0, 1e-14);
    EXPECT_NEAR(printed({0.8, 0.1, 3, 2}, "visibility_threshold"), 0.25 + 0.3 / 3.7, 1e-15);
    EXPECT_EQ(printed({0.9, 0.1}, "maximum_repeaters"), 4.0);
    EXPECT_EQ(printed({0.95, 0.1}, "maximum_repeaters"), 8.0);
    EXPECT_EQ(printed({0.98, 0.1}, "maximum_repeaters"), 22.0);
    const auto rate = [](const SharedSetup& setup) { return outcome(setup).value().rate_bits_per_pulse.value; };
    EXPECT_EQ(rate({0.4, 0.1}), 0.0);
    EXPECT_GT(prove_convex_combination(shared_link({0.4, 0.1})).value().rate_bits_per_pulse.value, 0.0);
    EXPECT_NEAR(rate({0.8, 0.1}), prove_convex_combination(shared_link({0.8, 0.1})).value().rate_bits_per_pulse.value, 1e-13);
    EXPECT_NEAR(rate({0.9, 0.1, 2, 2, "same", "uniform", 2}), 0.34745, 5e-6);  // at v^4
}

// One-way distillation gives a key where the printed theorem says that there is none.
TEST(AsPrinted, IsRefutedByAKey) {
    EXPECT_GT(printed({0.99, 0.6}, "visibility_threshold"), 0.99);
    EXPECT_EQ(outcome({0.99, 0.6}).value().rate_bits_per_pulse.value, 0.0);
    EXPECT_NEAR(prove_devetak_winter(shared_link({0.99, 0.6})).value().rate_bits_per_pulse.value, 0.3425, 5e-5);
    EXPECT_NEAR(prove_devetak_winter(shared_link({0.95, 0.55})).value().rate_bits_per_pulse.value, 0.2267, 5e-5);
    EXPECT_NEAR(printed({0.95, 0.55}, "visibility_threshold"), 0.9123, 5e-5);
}

}  // namespace
}  // namespace keybound
