#include "keybound/proof/lower/coin_inequality.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "support/samples.hpp"

namespace keybound {
namespace {

using test::log_uniform;
using test::Random;
using test::uniform;

// Equal totals, no known errors: the original coin with yield Y and X error rate e.
CoinObservation observed(double yield, double x_error) {
    return {yield, yield, 0.0, yield * x_error, yield * (1.0 - x_error), 1.0, 1.0};
}

// The outward margin is one of the angle, about 1e-14 beside a share of it: sqrt(e) is moved, not e.
double rounding_of(double e) { return 1e-13 * e + 3e-14 * std::sqrt(e); }

double bound(const CoinObservation& seen, double distance) { return coin_phase_error(seen, distance).value().value; }

TEST(CoinInequality, WithoutDistanceIsTheErrorRate) {
    for (const double e : {1e-12, 1e-6, 0.01, 0.1, 0.4}) {
        for (const double yield : {1e-9, 1e-3, 1.0}) {
            const double exact = bound(observed(yield, e), 0.0);
            EXPECT_GE(exact, e);
            EXPECT_NEAR(exact, e, rounding_of(e));
        }
    }
}

// e_ph = sin^2( asin sqrt e + 2 asin sqrt(eps/Y) ) with distance 2 sqrt eps.
TEST(CoinInequality, HasTheKnownClosedForm) {
    Random random(81);
    for (int i = 0; i < test::samples(500); ++i) {
        const double yield = log_uniform(random, 1e-9, 1.0);
        const double leakage = yield * log_uniform(random, 1e-8, 0.1);
        const double e = log_uniform(random, 1e-9, 0.1);
        const double angle = std::asin(std::sqrt(e)) + 2.0 * std::asin(std::sqrt(leakage / yield));
        const double expected = angle < std::numbers::pi / 2 ? std::pow(std::sin(angle), 2) : 0.5;
        if (expected >= 0.5) continue;
        const double value = bound(observed(yield, e), 2.0 * std::sqrt(leakage));
        EXPECT_NEAR(value, expected, rounding_of(expected));
        EXPECT_GE(value, expected * (1.0 - 4e-16));
    }
}

TEST(CoinInequality, GivesNoKeyBeyondItsReach) {
    // sin^2(pi/8) = 0.146: with no X errors the bound reaches one half there.
    const double reach = std::pow(std::sin(std::numbers::pi / 8), 2);
    EXPECT_LT(bound(observed(1.0, 0.0), 2.0 * std::sqrt(reach * 0.999)), 0.5);
    EXPECT_EQ(bound(observed(1.0, 0.0), 2.0 * std::sqrt(reach * 1.001)), 0.5);
    EXPECT_EQ(bound(observed(1.0, 0.0), 2.0), 0.5);
    EXPECT_EQ(bound(observed(1e-6, 0.0), 1e300), 0.5);
    EXPECT_EQ(bound(observed(1e-6, 0.0), std::numeric_limits<double>::infinity()), 0.5);
    // Beyond a quarter turn the sine falls again; the bound must not.
    for (double leakage = 0.15; leakage < 1.0; leakage += 0.01)
        EXPECT_EQ(bound(observed(1.0, 0.01), 2.0 * std::sqrt(leakage)), 0.5);
}

// The inequality itself: no T_error between 0 and the bound's violates it, none above satisfies it.
TEST(CoinInequality, SolvesTheInequality) {
    Random random(82);
    for (int i = 0; i < test::samples(1000); ++i) {
        const double yield = log_uniform(random, 1e-6, 1.0);
        const double a = uniform(random, 0.0, 0.2);
        CoinObservation seen{yield, yield * (1.0 + a), 0.0, 0.0, 0.0, 1.0 + a, 1.0 + a};
        const double total = seen.target_total * (1.0 + 0.01 * uniform(random, -1.0, 1.0));
        seen.reference_error = total * uniform(random, 0.0, 0.1);
        seen.reference_ok = total - seen.reference_error;
        seen.target_known = a * yield * uniform(random, 0.0, 0.02);
        const double distance = std::sqrt(yield) * log_uniform(random, 1e-2, 0.4);
        const auto outcome = coin_phase_error(seen, distance);
        if (!outcome.has_value() || outcome.value().value >= 0.5) continue;
        const double t_error = outcome.value().value * yield + seen.target_known;
        const double left = std::pow(std::sqrt(t_error) - std::sqrt(seen.reference_error), 2) +
                            std::pow(std::sqrt(seen.target_total - t_error) - std::sqrt(seen.reference_ok), 2);
        EXPECT_NEAR(left, distance * distance, 1e-10 * distance * distance);
        EXPECT_GE(t_error, seen.reference_error * seen.target_total / total * (1.0 - 1e-9));  // the larger of both solutions
    }
}

TEST(CoinInequality, RefusesTotalsFurtherApartThanTheStates) {
    CoinObservation seen = observed(0.1, 0.01);
    seen.target_total = 0.2;  // sqrt T - sqrt R = 0.131
    EXPECT_EQ(coin_phase_error(seen, 0.1).verdict(), Verdict::undecided);
    EXPECT_EQ(coin_phase_error(seen, 0.15).verdict(), Verdict::proved);
    EXPECT_NE(coin_phase_error(seen, 0.1).reason(), "");
}

// More known errors than the bound leaves in all: inconsistent, and above all no key.
TEST(CoinInequality, NegativePhaseErrorIsNoKey) {
    for (const auto inequality : {coin_phase_error, reference_phase_error}) {
        CoinObservation seen = observed(0.1, 0.001);
        seen.target_known = 0.05;
        const auto outcome = inequality(seen, 1e-3);
        if (outcome.has_value()) {
            EXPECT_EQ(outcome.value().value, 0.5);
        }
    }
}

TEST(CoinInequality, IsUndecidedForWhatIsNoProbability) {
    const double nan = std::nan("");
    for (const auto inequality : {coin_phase_error, reference_phase_error}) {
        for (const double bad : {nan, -0.1}) {
            for (double CoinObservation::*field :
                 {&CoinObservation::key_yield, &CoinObservation::target_total, &CoinObservation::target_known,
                  &CoinObservation::reference_error, &CoinObservation::reference_ok, &CoinObservation::target_weight,
                  &CoinObservation::reference_weight}) {
                CoinObservation seen = observed(0.1, 0.01);
                seen.*field = bad;
                EXPECT_EQ(inequality(seen, 1e-3).verdict(), Verdict::undecided);
            }
            EXPECT_EQ(inequality(observed(0.1, 0.01), bad).verdict(), Verdict::undecided);
        }
        EXPECT_EQ(inequality(observed(0.0, 0.01), 1e-3).verdict(), Verdict::undecided);
    }
}

TEST(CoinInequality, GrowsWithErrorsAndDistance) {
    Random random(83);
    for (int i = 0; i < test::samples(500); ++i) {
        const double yield = log_uniform(random, 1e-9, 1.0);
        const double e = log_uniform(random, 1e-9, 0.1);
        const double distance = std::sqrt(yield) * log_uniform(random, 1e-6, 0.3);
        for (const auto inequality : {coin_phase_error, reference_phase_error}) {
            const double base = inequality(observed(yield, e), distance).value().value;
            EXPECT_GE(inequality(observed(yield, e), distance * 1.001).value().value, base);
            EXPECT_GE(inequality(observed(yield, e * 1.001), distance).value().value, base);
        }
    }
}

// Counting all pulses instead of the detected ones is never better: it forgets that "ok" and "not detected" differ.
TEST(ReferenceInequality, IsNeverBetterThanTheCoin) {
    Random random(84);
    for (int i = 0; i < test::samples(500); ++i) {
        const CoinObservation seen = observed(log_uniform(random, 1e-9, 1.0), log_uniform(random, 1e-9, 0.1));
        const double distance = std::sqrt(seen.key_yield) * log_uniform(random, 1e-6, 0.3);
        const double coin = bound(seen, distance);
        const double reference = reference_phase_error(seen, distance).value().value;
        EXPECT_GE(reference, coin - rounding_of(coin));
    }
}

// Weights that differ: the angle theta has cos theta = (nu_T + nu_R - D^2) / (2 sqrt(nu_T nu_R)), larger than for one weight.
TEST(ReferenceInequality, UsesBothWeights) {
    CoinObservation seen = observed(0.5, 0.01);
    seen.target_weight = 1.02;
    seen.reference_weight = 1.0;
    const double d = 0.1;
    const double theta = std::acos((2.02 - d * d) / (2.0 * std::sqrt(1.02)));
    const double expected = 1.02 * std::pow(std::sin(std::asin(std::sqrt(0.005)) + theta), 2) / 0.5;
    const double value = reference_phase_error(seen, d).value().value;
    EXPECT_NEAR(value, expected, 1e-12);
    EXPECT_GE(value, expected * (1.0 - 1e-14));
    // Norms further apart than the vectors cannot be.
    seen.target_weight = 2.0;
    EXPECT_EQ(reference_phase_error(seen, d).verdict(), Verdict::undecided);
}

}  // namespace
}  // namespace keybound
