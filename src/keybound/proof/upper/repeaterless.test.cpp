#include "keybound/proof/upper/repeaterless.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace keybound {
namespace {

Link fibre_of(double transmittance) {
    Link link;
    link.fibre_transmittance = transmittance;
    return link;
}

double ceiling(double transmittance) { return prove_repeaterless(fibre_of(transmittance)).value().rate_bits_per_pulse.value; }

TEST(Repeaterless, KnownValues) {
    EXPECT_NEAR(ceiling(0.01), 0.014499569695115089, 1e-15);
    EXPECT_NEAR(ceiling(0.5), 1.0, 1e-14);
    EXPECT_GE(ceiling(0.5), 1.0);
}

// Where 1 - eta rounds to 1, the naive formula would give an upper bound of zero.
TEST(Repeaterless, DoesNotRoundToZeroAtLongDistance) {
    for (const double eta : {1e-17, 1e-100, 1e-300, 5e-324, 0.0}) {
        EXPECT_GE(ceiling(eta), eta / std::log(2.0)) << eta;
        EXPECT_GT(ceiling(eta), 0.0) << eta;
    }
    EXPECT_NEAR(ceiling(1e-100) / 1e-100, 1.0 / std::log(2.0), 1e-12);
}

TEST(Repeaterless, NeedsAFibreWithLoss) {
    const auto outcome = prove_repeaterless(fibre_of(1.0));
    EXPECT_EQ(outcome.verdict(), Verdict::not_applicable);
    EXPECT_NE(outcome.reason(), "");
}

TEST(Repeaterless, ProvesNothingFromWhatIsNoTransmittance) {
    for (const double eta : {std::nan(""), 1.5, std::numeric_limits<double>::infinity()}) {
        EXPECT_NE(prove_repeaterless(fibre_of(eta)).verdict(), Verdict::proved) << eta;
    }
}

}  // namespace
}  // namespace keybound
