#include "keybound/proof/lower/chsh_noisy_preprocessing.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/proof/lower/chsh.hpp"
#include "support/untrusted_links.hpp"

namespace keybound {
namespace {

using test::chsh_link;

TEST(ChshNoisyPreprocessing, FindsTheBestFlips) {
    int better = 0;
    for (const double q : {0.0, 0.03, 0.05, 0.07, 0.075, 0.08}) {
        const double s = 2.0 * std::sqrt(2.0) * (1.0 - 2.0 * q);
        const auto outcome = prove_chsh_noisy_preprocessing(chsh_link(s, q));
        const double found = outcome.value().rate_bits_per_pulse.value;
        double best = 0.0;
        for (int k = 0; k < 500; ++k) best = std::max(best, chsh_rate(s, q, k * 0.001).value);
        EXPECT_GE(found, best - 1e-7) << q;
        const double plain = prove_chsh(chsh_link(s, q)).value().rate_bits_per_pulse.value;
        EXPECT_GE(found, plain);
        better += found > plain + 1e-6 ? 1 : 0;
        EXPECT_EQ(outcome.value().quantities.front().first, "flip_probability");
        EXPECT_EQ(found, std::max(0.0, chsh_rate(s, q, outcome.value().quantities.front().second).value));
    }
    EXPECT_GE(better, 3);
}

TEST(ChshNoisyPreprocessing, LocalTablesGiveAProvedZero) {
    EXPECT_EQ(prove_chsh_noisy_preprocessing(chsh_link(2.0, 0.0)).value().rate_bits_per_pulse.value, 0.0);
    EXPECT_EQ(prove_chsh_noisy_preprocessing(chsh_link(std::nan(""), 0.0)).verdict(), Verdict::undecided);
}

}  // namespace
}  // namespace keybound
