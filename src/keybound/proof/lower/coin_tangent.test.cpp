#include "keybound/proof/lower/coin_tangent.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keybound/opt/minimise.hpp"
#include "keybound/proof/lower/loss_tolerant_coin.hpp"
#include "support/phase_error_candidates.hpp"
#include "support/runs.hpp"

namespace keybound {
namespace {

using test::design_of;
using test::least_slack;
using test::NamedLink;
using test::various_links;

std::vector<NamedLink> links(int random_ones, std::uint64_t seed) {
    std::vector<NamedLink> result = various_links();
    result.push_back({"no leakage", test::link_of({.modulation_error_rad = 0.063, .leakage = {0.0}, .fibre_km = 100})});
    result.push_back({"no leakage, three", test::link_of({.modulation_error_rad = 0.1, .leakage = {0.0}, .fibre_km = 30}, 3)});
    test::Random random(seed);
    for (int i = 0; i < test::samples(random_ones); ++i) result.push_back({"random", test::random_link(random)});
    return result;
}

// The operator inequality by a route of its own, for any multiplier and share.
TEST(CoinTangent, HoldsForEveryDetectedRound) {
    test::Random random(20260402);
    int found = 0;
    for (const NamedLink& named : links(60, 71)) {
        const auto pair = coin_pair(named.link.source);
        ASSERT_TRUE(pair) << named.name;
        const int n = named.link.source.settings();
        for (int trial = 0; trial < 8; ++trial) {
            const double mu = test::log_uniform(random, 1e-4, 1e4);
            const double share = trial == 0 ? 1.0 : trial == 1 ? 1e-9 : test::uniform(random, 1e-6, 1.0);
            const auto bound = coin_linear_bound(*pair, n, mu, share);
            if (!bound) continue;
            ++found;
            ASSERT_GE(least_slack(*bound, pair->states.relation.phase, n, random, 2), -1e-12)
                << named.name << " " << mu << " " << share;
            for (int j = 0; j < n; ++j) {
                EXPECT_EQ(bound->lambda_z[0][j], 0.0);
                EXPECT_EQ(bound->lambda_z[1][j], 0.0);
            }
        }
    }
    EXPECT_GE(found, test::samples(60) * 7);
}

// Certified as it stands, not but for rounding.
TEST(CoinTangent, LeavesNothingToRounding) {
    for (const NamedLink& named : links(20, 74)) {
        const auto pair = coin_pair(named.link.source);
        const int n = named.link.source.settings();
        for (const double mu : {1e-3, 0.3, 1.0, 50.0}) {
            const auto bound = coin_linear_bound(*pair, n, mu, 0.7).value();
            for (int b = 0; b < 2; ++b) {
                SmallMatrix slack = bound.omega;
                for (int j = 0; j < n; ++j) slack(j, j) += bound.lambda[b][j];
                const Complex coherence = (b == 1 ? 0.25 : -0.25) * pair->states.relation.phase;
                slack(0, 0) -= 0.25;
                slack(1, 1) -= 0.25;
                slack(1, 0) -= coherence;
                slack(0, 1) -= std::conj(coherence);
                EXPECT_GE(certify_psd(slack), 0.0) << named.name << " " << mu;
            }
        }
    }
}

// It is tight: with a little less of anything the same test fails.
TEST(CoinTangent, HasNothingToGiveAway) {
    test::Random random(20260403);
    int noticed = 0, tried = 0;
    for (const NamedLink& named : various_links()) {
        const auto pair = coin_pair(named.link.source);
        const int n = named.link.source.settings();
        const Complex phase = pair->states.relation.phase;
        const auto bound = coin_linear_bound(*pair, n, 0.7, 0.6).value();
        for (int j = 0; j < n; ++j) {
            for (int b = 0; b < 2; ++b) {
                LinearBound less = bound;
                less.lambda[b][j] -= 1e-3;
                ++tried;
                noticed += least_slack(less, phase, n, random, 1) < -1e-9;
            }
        }
        // The pair of states leaves a slack of its own where the relation has more than two settings per virtual state.
        if (named.name.rfind("bb84", 0) != 0) continue;
        LinearBound less = bound;
        less.omega *= 0.99;
        EXPECT_LT(least_slack(less, phase, n, random, 1), -1e-9) << named.name;
    }
    EXPECT_GE(noticed, tried / 3);
}

// A tangent lies on one side of what it touches, and touches it.
TEST(CoinTangent, IsNeverBelowTheCoinAndTouchesIt) {
    test::Random random(20260404);
    int touching = 0, flat = 0;
    for (const NamedLink& named : links(60, 72)) {
        const auto pair = coin_pair(named.link.source);
        const int n = named.link.source.settings();
        const Statistics& seen = named.link.statistics;
        const auto coin = prove_loss_tolerant_coin(named.link);
        ASSERT_TRUE(coin.has_value()) << named.name;
        const double best = coin.value().phase_error_rate.value;
        const auto at = [&](double log_mu) {
            const double mu = std::exp(log_mu);
            const auto bound = coin_linear_bound(*pair, n, mu, touching_share(*pair, seen, mu));
            return bound ? linear_bound_at(*bound, seen) / seen.key_yield() : std::nan("");
        };
        const Minimum found = minimise_after_scan(at, std::log(1e-8), std::log(1e4), 61, 60);
        const double least = found.value;
        if (!(best < 0.5)) {
            ++flat;
            continue;
        }
        EXPECT_GE(least, best * (1.0 - 1e-9)) << named.name;
        for (int trial = 0; trial < 10; ++trial) {
            const auto any =
                coin_linear_bound(*pair, n, test::log_uniform(random, 1e-3, 1e3), test::uniform(random, 1e-3, 1.0));
            if (any) {
                EXPECT_GE(linear_bound_at(*any, seen), best * seen.key_yield() * (1.0 - 1e-9)) << named.name;
            }
        }
        // Of states that are nearly in one plane the published coin takes the better of two relations, the tangent the exact
        // one.
        const auto published = coin.value().evidence.items()[0].real;
        const auto& coefficients = pair->states.relation.coefficients[0];
        if (!std::equal(published.begin(), published.end(), coefficients.begin())) continue;
        // Without leakage mu would be 0.
        if (named.link.source.largest_leakage() == 0.0) continue;
        EXPECT_NEAR(least, best, 1e-5 * best) << named.name;
        ++touching;
    }
    EXPECT_GE(touching, test::samples(40));
    EXPECT_LE(flat, test::samples(15));
}

TEST(CoinTangent, TheSourceTermIsTheDistanceOfTheStates) {
    for (const NamedLink& named : various_links()) {
        const auto pair = coin_pair(named.link.source);
        const auto bound = coin_linear_bound(*pair, named.link.source.settings(), 0.5, 0.25).value();
        const double w = 0.25 * 3.0;
        EXPECT_NEAR(bound.source_term, w * pair->distance * pair->distance, 1e-12 * bound.source_term);
        EXPECT_GE(static_cast<long double>(bound.source_term),
                  static_cast<long double>(w) * pair->distance * static_cast<long double>(pair->distance));
        for (int j = 0; j < named.link.source.settings(); ++j) {
            for (int k = 0; k < named.link.source.settings(); ++k) {
                EXPECT_LT(std::abs(bound.omega(j, k) - w * pair->states.difference(k, j)), 1e-14) << named.name;
            }
        }
    }
}

TEST(CoinTangent, NonsenseGivesNothing) {
    const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
    const auto pair = coin_pair(various_links()[0].link.source).value();
    for (const double mu : {0.0, -1.0, nan, infinity, -infinity, 1e200, 1e-200, 5e-324})
        EXPECT_FALSE(coin_linear_bound(pair, 4, mu, 0.5)) << mu;
    for (const double share : {0.0, -0.1, 1.0 + 1e-15, 2.0, nan, infinity}) {
        EXPECT_FALSE(coin_linear_bound(pair, 4, 0.5, share)) << share;
    }
    for (const double mu : {1e-320, 1e-300, 1e-99, 1e-20, 1e20, 1e99}) {
        for (const double share : {1e-320, 1e-300, 1e-17, 1.0}) {
            const auto bound = coin_linear_bound(pair, 4, mu, share);
            if (!bound) continue;
            test::Random random(1);
            EXPECT_GE(least_slack(*bound, pair.states.relation.phase, 4, random, 1), -1e-12) << mu << " " << share;
            EXPECT_GE(bound->source_term, 0.0);
        }
    }
    CoinPair broken = pair;
    broken.states.difference(0, 1) = nan;
    EXPECT_FALSE(coin_linear_bound(broken, 4, 0.5, 0.5));
    // A relation that is none: the inequality cannot be certified by a lift of rounding size.
    broken = pair;
    broken.states.relation.coefficients[0][0] += 0.01;
    EXPECT_FALSE(coin_linear_bound(broken, 4, 0.5, 0.5));
}

TEST(CoinTangent, DegenerateStatesGiveNothing) {
    const std::vector<std::array<double, 2>> same = {{0.3, 0.0}, {0.3, 0.0}, {0.8, 0.0}, {2.3, 0.0}};
    const Link link = test::link_of({.leakage = {1e-6}, .fibre_km = 20, .states = same});
    EXPECT_FALSE(coin_pair(link.source));
    EXPECT_EQ(prove_run_by_coin(link, design_of(4, 1e10, 0.9)).verdict(), Verdict::not_applicable);
    EXPECT_EQ(conclude_run_by_coin(link, {}).verdict(), Verdict::not_applicable);
}

TEST(CoinTangent, TheShareIsAShare) {
    test::Random random(20260405);
    for (const NamedLink& named : links(30, 73)) {
        const auto pair = coin_pair(named.link.source);
        for (const double mu : {1e-4, 1e-2, 1.0, 1e2, 1e4}) {
            const double share = touching_share(*pair, named.link.statistics, mu);
            EXPECT_GT(share, 0.0) << named.name;
            EXPECT_LE(share, 1.0) << named.name;
        }
        Statistics broken = named.link.statistics;
        for (const double value : {0.0, std::nan(""), -1.0, std::numeric_limits<double>::infinity()}) {
            broken.x[static_cast<int>(test::uniform(random, 0, 3))][0] = value;
            const double share = touching_share(*pair, broken, 0.5);
            EXPECT_TRUE(share > 0.0 && share <= 1.0) << value;
        }
    }
}

TEST(CoinTangent, GivenParametersAreKept) {
    const Link link = various_links()[0].link;
    RunDesign design = design_of(4, 1e10, 0.9);
    const RunBound free = prove_run_by_coin(link, design).value();
    design.dual_weight = 0.25;
    design.tilt = 3e-4;
    const RunBound fixed = prove_run_by_coin(link, design).value();
    EXPECT_EQ(fixed.tilt, 3e-4);
    EXPECT_EQ(fixed.evidence.items()[0].real[0], 0.25);
    EXPECT_LE(expected_phase_errors(free.bound, link.statistics, design, free.tilt),
              expected_phase_errors(fixed.bound, link.statistics, design, fixed.tilt));
    const RunBound again = conclude_run_by_coin(link, fixed.evidence.items()).value();
    EXPECT_EQ(again.bound.lambda, fixed.bound.lambda);
    EXPECT_EQ(again.bound.source_term, fixed.bound.source_term);
    EXPECT_EQ(again.bound.omega, fixed.bound.omega);
}

// Three states err often in the reference, so that little leakage asks for a small mu.
TEST(CoinTangent, SmallMultipliersOfThreeStates) {
    const Link link = test::link_of({.modulation_error_rad = 0.063, .leakage = {1e-14}, .fibre_km = 20}, 3);
    const RunDesign design = design_of(3, 1e18, 0.999);
    const RunBound found = prove_run_by_coin(link, design).value();
    EXPECT_LT(found.evidence.items()[0].real[0], 3e-5);
    const double coin = prove_loss_tolerant_coin(link).value().phase_error_rate.value;
    EXPECT_LT(linear_bound_at(found.bound, link.statistics) / link.statistics.key_yield(), 1.01 * coin);
}

// Better than a fine grid of multipliers, each with its best tilt.
TEST(CoinTangent, TheBestMultiplierOfARun) {
    for (const NamedLink& named : various_links()) {
        const int n = named.link.source.settings();
        const auto pair = coin_pair(named.link.source);
        for (const double pulses : {1e9, 1e12}) {
            const RunDesign design = design_of(n, pulses, 0.9);
            const RunBound found = prove_run_by_coin(named.link, design).value();
            const double errors = expected_phase_errors(found.bound, named.link.statistics, design, found.tilt);
            for (double log_mu = -18.0; log_mu < 9.0; log_mu += 0.1) {
                const double mu = std::exp(log_mu);
                const auto bound = coin_linear_bound(*pair, n, mu, touching_share(*pair, named.link.statistics, mu));
                const double tilt = best_tilt(*bound, named.link.statistics, design);
                EXPECT_LE(errors, expected_phase_errors(*bound, named.link.statistics, design, tilt) * (1.0 + 2e-3))
                    << named.name << " " << pulses << " " << mu;
            }
        }
    }
}

}  // namespace
}  // namespace keybound
