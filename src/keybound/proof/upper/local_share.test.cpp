#include "keybound/proof/upper/local_share.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <span>

#include "keybound/proof/lower/chsh.hpp"
#include "keybound/proof/lower/chsh_noisy_preprocessing.hpp"
#include "keybound/proof/upper/correlation_lp.hpp"
#include "keybound/proof/upper/local_convex_combination.hpp"
#include "keybound/proof/upper/local_convex_combination_one_way.hpp"
#include "support/samples.hpp"
#include "support/untrusted_tables.hpp"

namespace keybound {
namespace {

using test::add_to;
using test::isotropic;
using test::link_of;

double bound(const Link& link) { return prove_local_convex_combination(link).value().rate_bits_per_pulse.value; }
double one_way(const Link& link) { return prove_local_convex_combination_one_way(link).value().rate_bits_per_pulse.value; }

// Perfect rounds whose minus sign stands at x, y = minus / 2, minus % 2.
Moments perfect(int minus) {
    Moments m{};
    for (std::size_t k = 0; k < 4; ++k) {
        m[correlator(k / 2, k % 2)] = (static_cast<int>(k) == minus ? -1.0 : 1.0) * std::sqrt(0.5);
    }
    // where the sign of one row is turned as a whole, the key settings stay
    m[correlator(0, 2)] = 1.0;
    return m;
}

TEST(LocalShare, OfIsotropicTablesIsTheClosedForm) {
    for (const double v : {0.5, 0.72, 0.75, 0.8, 0.9, 0.99}) {
        EXPECT_NEAR(bound(link_of(isotropic(v))), bound(test::isotropic_link(v)), 1e-9) << v;
        EXPECT_NEAR(one_way(link_of(isotropic(v))), one_way(test::isotropic_link(v)), 1e-9) << v;
        EXPECT_FALSE(prove_local_convex_combination_one_way(link_of(isotropic(v))).value().restricted_to.empty());
    }
    EXPECT_NEAR(bound(link_of(isotropic(1.0))), 1.0, 1e-14);
    EXPECT_GE(bound(link_of(isotropic(1.0))), 1.0);
}

TEST(LocalShare, WhereverTheMinusSignStands) {
    for (int minus = 0; minus < 4; ++minus) {
        Moments m{};
        add_to(m, 0.9, perfect(minus));
        EXPECT_NEAR(local_share(link_of(m)).value().nonlocal, (0.9 - std::sqrt(0.5)) / (1.0 - std::sqrt(0.5)), 1e-9) << minus;
    }
}

// Of mixtures of perfect rounds with strategies the share is known to be no larger, and keys with proofs are below.
TEST(LocalShare, OfRandomMixtures) {
    test::Random random(8201);
    int keys = 0, useful = 0;
    for (int i = 0; i < test::samples(150); ++i) {
        const double w = test::uniform(random, 0.0, 1.0);
        Moments m{};
        const int minus = i % 4, other = i % 5 == 0 ? (minus + 1) % 4 : minus;
        add_to(m, 0.8 * w, perfect(minus));
        add_to(m, 0.2 * w, perfect(other));
        double left = 1.0 - w;
        for (int k = 0; k < 6; ++k) {
            const double part = k == 5 ? left * 0.999 : left * test::uniform(random, 0.0, 0.5);
            left -= part;
            int strategy = std::uniform_int_distribution<int>(0, 31)(random);
            if (test::uniform(random, 0.0, 1.0) < 0.9 && moments_of_strategy(strategy)[correlator(0, 2)] < 0.0) strategy ^= 16;
            add_to(m, part, moments_of_strategy(strategy));
        }
        const Link link = link_of(m);
        const LocalShare share = local_share(link).value();
        EXPECT_LE(share.nonlocal, w + 1e-9) << i;
        EXPECT_LE(share.local_errors, link.correlations->quantum_bit_error_rate + 1e-12) << i;
        const double found = bound(link);
        if (i % 5 == 0) {
            EXPECT_LE(prove_correlation_lp(link).value().rate_bits_per_pulse.value, found + 1e-6) << i;
        }
        EXPECT_LE(one_way(link), found + 1e-9) << i;
        for (const auto prove : {prove_chsh, prove_chsh_noisy_preprocessing}) {
            const double key = prove(link).value().rate_bits_per_pulse.value;
            EXPECT_LE(key, found) << i;
            keys += key > 0.01 ? 1 : 0;
        }
        EXPECT_LE(prove_chsh(link).value().rate_bits_per_pulse.value, one_way(link)) << i;
        useful += found < 0.9 * w ? 1 : 0;
    }
    EXPECT_GE(keys, test::samples(150) / 5);
    EXPECT_GE(useful, test::samples(150) / 20);
}

struct Items {
    std::vector<double> rounds, strategies;
    std::vector<EvidenceItem> views() const {
        return {{"strategies", 1, strategies.size(), strategies, {}}, {"rounds", rounds.size() / 9, 9, rounds, {}}};
    }
};

Items items_of(const Link& link) {
    Items result;
    const LocalShare share = local_share(link).value();
    for (const EvidenceItem& item : share.evidence.items()) {
        if (item.name == "rounds") result.rounds.assign(item.real.begin(), item.real.end());
        if (item.name == "strategies") result.strategies.assign(item.real.begin(), item.real.end());
    }
    return result;
}

TEST(LocalShare, ItsEvidenceProvesTheSameAgain) {
    for (const double v : {0.72, 0.8, 0.9}) {
        const Link link = link_of(isotropic(v));
        const Items items = items_of(link);
        EXPECT_EQ(conclude_local_convex_combination(link, items.views()).value().rate_bits_per_pulse.value, bound(link));
        EXPECT_EQ(conclude_local_convex_combination_one_way(link, items.views()).value().rate_bits_per_pulse.value,
                  one_way(link));
    }
}

// Whatever stands in evidence, its share is that of a mixture, or the bound is a bit.
TEST(LocalShare, NoEvidenceProvesTooLittle) {
    test::Random random(8202);
    const Link link = link_of(isotropic(0.85));
    const Items good = items_of(link);
    const double least = bound(link), bit = 1.0;
    int refused = 0, unchanged = 0;
    for (int i = 0; i < test::samples(2000); ++i) {
        Items items = good;
        const double size = test::log_uniform(random, 1e-17, 1.0);
        for (double& weight : items.strategies) {
            if (test::uniform(random, 0.0, 1.0) < 0.2) weight += size * test::uniform(random, -1.0, 1.0);
        }
        if (i % 3 == 0) items.rounds[0] += size * test::uniform(random, -1.0, 1.0);
        if (i % 7 == 0) items.strategies[static_cast<std::size_t>(i) % 32] = std::numeric_limits<double>::quiet_NaN();
        const auto outcome = conclude_local_convex_combination(link, items.views());
        const double found = outcome.has_value() ? outcome.value().rate_bits_per_pulse.value : bit;
        EXPECT_GE(found, least - 1e-6) << i;
        refused += found >= bit ? 1 : 0;
        unchanged += found < bit ? 1 : 0;
    }
    EXPECT_GE(refused, test::samples(2000) / 4);
    EXPECT_GE(unchanged, test::samples(2000) / 20);
    for (const std::size_t number : {2U, 6U, 7U}) {  // coherence, flips, local rounds
        Items items = good;
        items.rounds[number] = 0.25;
        EXPECT_EQ(conclude_local_convex_combination(link, items.views()).verdict(), Verdict::undecided) << number;
    }
    EXPECT_EQ(conclude_local_convex_combination(link, {}).verdict(), Verdict::undecided);
}

// Local errors count only as far as a0 is 0 in as many of them as 1: the others would tell Eve's note apart.
TEST(LocalShare, OneSidedErrorsDoNotCount) {
    Moments m{};
    add_to(m, 0.6, perfect(3));
    add_to(m, 0.2, moments_of_strategy(0b10000));  // a0 = 0, b2 = 1 always
    add_to(m, 0.2, moments_of_strategy(0b00000));
    const LocalShare share = local_share(link_of(m)).value();
    EXPECT_LE(share.local_errors, 1e-9);
    EXPECT_NEAR(bound(link_of(m)), share.nonlocal, 1e-8);
}

// A claim about other settings says that more is tested than the table shows.
TEST(LocalShare, TablesWithMoreSettingsAreNotBounded) {
    Link link = link_of(isotropic(0.9));
    link.correlations->local_visibility = 0.6829;
    EXPECT_EQ(local_share(link).verdict(), Verdict::not_applicable);
    EXPECT_EQ(prove_correlation_lp(link).verdict(), Verdict::not_applicable);
    EXPECT_EQ(prove_correlation_lp(test::isotropic_link(0.9, 0.6829)).verdict(), Verdict::not_applicable);
    EXPECT_EQ(local_share(test::chsh_link(2.6, 0.04)).verdict(), Verdict::not_applicable);
}

}  // namespace
}  // namespace keybound
