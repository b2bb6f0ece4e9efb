#include "keybound/proof/lower/target_reference.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "keybound/quantum/certify_psd.hpp"
#include "support/links.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using test::link_of;
using test::log_uniform;
using test::Random;
using test::uniform;

TargetReference states_of(const Link& link) {
    return make_target_reference(link.source.kets, *coplanar_relation(link.source.kets), 1e-13);
}

TEST(TargetReference, WithoutFlawsIsTheOriginalCoin) {
    const TargetReference states = states_of(link_of({}));
    EXPECT_NEAR(states.target_weight, 1.0, 1e-14);
    EXPECT_NEAR(states.reference_weight, 1.0, 1e-14);
    EXPECT_LT(states.residual, 1e-13);
    EXPECT_NEAR(worst_case_gram(states.difference).value, 4.0, 1e-11);
}

// Values of the theory page: g = 4.004234, nu = 1.016806.
TEST(TargetReference, HasTheKnownWorstCase) {
    const TargetReference states = states_of(link_of({.modulation_error_rad = 0.063}));
    EXPECT_NEAR(worst_case_gram(states.difference).value, 4.004234, 1e-6);
    EXPECT_NEAR(states.reference_weight, 1.016806, 1e-6);
    EXPECT_NEAR(states.target_weight, states.reference_weight, 1e-14);
    EXPECT_NEAR(worst_case_gram(states_of(link_of({.modulation_error_rad = 0.126})).difference).value, 4.018139, 1e-6);
}

TEST(TargetReference, ThreeStatesHaveAClosedForm) {
    for (const double delta : {0.0, 0.063, -0.3}) {
        const TargetReference states = states_of(link_of({.modulation_error_rad = delta}, 3));
        const double s_square = 0.5 * (1.0 + std::cos((std::acos(-1.0) + delta) / 2));
        const double expected = 2.0 * std::pow(1.0 + std::sqrt(s_square), 2);
        EXPECT_NEAR(worst_case_gram(states.difference).value, expected, 1e-9) << delta;
        EXPECT_NEAR(states.reference_weight, 1.0 + s_square, 1e-13) << delta;
    }
}

QubitKets random_kets(Random& random, int settings, double tilt) {
    std::vector<std::array<double, 2>> states;
    for (const double turns : {0.0, 2.0, 1.0, 3.0}) {
        if (static_cast<int>(states.size()) == settings) break;
        states.push_back({turns * std::acos(-1.0) / 4 + uniform(random, -0.3, 0.3), tilt * uniform(random, -1.0, 1.0)});
    }
    return link_of({.states = states}, settings).source.kets;
}

// Wrong coefficients cost tightness, not safety. That rests on three facts, which hold for any coefficients:
TEST(TargetReference, IsSoundForWrongCoefficients) {
    Random random(91);
    for (int i = 0; i < test::samples(500); ++i) {
        const int settings = 3 + i % 2;
        const QubitKets kets = random_kets(random, settings, 0.3);
        Relation relation = *coplanar_relation(kets);
        const double wrong = log_uniform(random, 1e-16, 1.0);
        for (auto& c : relation.coefficients) {
            for (int j = 0; j < settings; ++j) c[j] += wrong * uniform(random, -1.0, 1.0);
        }
        const TargetReference states = make_target_reference(kets, relation, 0.0);
        if (!std::isfinite(states.residual)) continue;  // no orthonormal kets found: no bound either

        // V is a Gram matrix: the v_j exist.
        const double trace = states.difference.diagonal().real().sum();
        EXPECT_GE(certify_psd(states.difference), -1e-12 * trace);
        // The residual is at least | sum v_j phi_j |, which follows from V alone.
        Complex square = 0.0;
        for (int j = 0; j < settings; ++j) {
            for (int k = 0; k < settings; ++k) {
                const Complex overlap = std::conj(kets(0, j)) * kets(0, k) + std::conj(kets(1, j)) * kets(1, k);
                square += states.difference(j, k) * overlap;
            }
        }
        EXPECT_GE(states.residual * states.residual, square.real() - 1e-13 * trace);
        // Target and reference with the statistics of any Gram matrix: | |Tar| - |Ref| | <= |Tar - Ref|.
        EXPECT_GE(states.residual * (1.0 + 1e-12),
                  std::fabs(std::sqrt(states.target_weight) - std::sqrt(states.reference_weight)) - 1e-13);
    }
}

TEST(CoinDistance, OfEqualLeakagesIsTheRootOfG) {
    for (const double leakage : {1e-14, 1e-10, 1e-6, 0.1}) {
        const Link link = link_of({.modulation_error_rad = 0.063, .leakage = {leakage}});
        const CoinDistance distance = coin_distance(states_of(link), link.source);
        EXPECT_NEAR(distance.distance, std::sqrt(4.004234 * leakage), 1e-6 * std::sqrt(leakage) + 1e-13);
        EXPECT_FALSE(distance.scaled);
    }
}

TEST(CoinDistance, OfUnequalLeakagesIsBelowThatOfTheLargest) {
    Random random(92);
    int better = 0;
    for (int i = 0; i < test::samples(300); ++i) {
        std::vector<double> leakage;
        for (int j = 0; j < 4; ++j) leakage.push_back(log_uniform(random, 1e-12, 0.2));
        const Link link = link_of({.modulation_error_rad = uniform(random, -0.3, 0.3), .leakage = leakage});
        Source raised = link.source;
        raised.leakage.setConstant(link.source.largest_leakage());
        const TargetReference states = states_of(link);
        const CoinDistance own = coin_distance(states, link.source);
        const double all = coin_distance(states, raised).distance;
        EXPECT_LE(own.distance, all * (1.0 + 1e-13));
        better += own.scaled;
        // Two leaks can interfere: never less than one alone can do.
        for (int j = 0; j < 4; ++j) {
            EXPECT_GE(own.distance, std::sqrt(link.source.leakage(j) * states.difference(j, j).real()) * (1.0 - 1e-12));
        }
    }
    EXPECT_GT(better, test::samples(300) / 2);
}

// If one setting alone leaks, the distance is |v_j| |psi_j - phi_j| whatever the side channel, and |psi - phi|^2 = 2 - 2 sqrt(1
// - eps) is more than eps: emitting the characterised state less often counts as well.
TEST(CoinDistance, OfOneLeakingSettingIsNeverBelowTheExactOne) {
    for (const double epsilon : {1e-6, 1e-3, 0.1, 0.5}) {
        for (int j = 0; j < 4; ++j) {
            std::vector<double> leakage(4, 0.0);
            leakage[static_cast<std::size_t>(j)] = epsilon;
            const Link link = link_of({.modulation_error_rad = 0.063, .leakage = leakage});
            const TargetReference states = states_of(link);
            const double exact = std::sqrt(states.difference(j, j).real() * 2.0 * epsilon / (1.0 + std::sqrt(1.0 - epsilon)));
            EXPECT_GE(coin_distance(states, link.source).distance, exact * (1.0 - 1e-15)) << epsilon << ' ' << j;
        }
    }
}

TEST(CoinDistance, WithoutLeakageIsTheResidual) {
    const Link link = link_of({.modulation_error_rad = 0.2});
    const TargetReference states = states_of(link);
    EXPECT_EQ(coin_distance(states, link.source).distance, states.residual);
    EXPECT_GT(states.residual, 0.0);
}

TEST(Observe, SortsBySign) {
    const Link link = link_of({.modulation_error_rad = 0.063});
    const TargetReference states = states_of(link);
    const CoinObservation seen = observe(states, link.statistics);
    const double yield = link.statistics.key_yield();
    EXPECT_NEAR(seen.target_total, states.target_weight * yield, 1e-14 * yield);
    EXPECT_NEAR(seen.reference_error + seen.reference_ok, states.reference_weight * yield, 1e-14 * yield);
    const double a = -states.relation.coefficients[1][0];
    EXPECT_GT(a, 0.0);
    EXPECT_NEAR(seen.target_known, a * link.statistics.x[0][0], 1e-14 * yield);
}

}  // namespace
}  // namespace keybound
