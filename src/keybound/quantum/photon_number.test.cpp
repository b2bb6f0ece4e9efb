#include "keybound/quantum/photon_number.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/samples.hpp"

namespace keybound {
namespace {

long double exact_poisson(int n, long double mean) {
    if (mean == 0.0L) return n == 0 ? 1.0L : 0.0L;
    return std::exp(-mean + n * std::log(mean) - std::lgamma(n + 1.0L));
}

TEST(PhotonNumber, PoissonIsTheSeries) {
    test::Random random(1);
    for (int i = 0; i < test::samples(300); ++i) {
        const double mean = test::log_uniform(random, 1e-6, 10.0);
        double sum = 0.0;
        for (int n = 0; n < 80; ++n) {
            const double p = poisson(n, mean);
            const double exact = static_cast<double>(exact_poisson(n, mean));
            EXPECT_NEAR(p, exact, 1e-14 * (1.0 + n) * exact);
            sum += p;
        }
        EXPECT_NEAR(sum, 1.0, 1e-14);
    }
    EXPECT_EQ(poisson(0, 0.0), 1.0);
    EXPECT_EQ(poisson(3, 0.0), 0.0);
}

TEST(PhotonNumber, TailsDoNotCancel) {
    for (const double mean : {1e-4, 0.1, 0.5, 3.0, 10.0}) {
        for (const int n : {0, 1, 5, 13, 30}) {
            long double exact = 0.0L;
            for (int k = n + 150; k >= n; --k) exact += exact_poisson(k, mean);
            EXPECT_NEAR(poisson_tail(n, mean) / static_cast<double>(exact), 1.0, 1e-13) << mean << ' ' << n;
        }
    }
    EXPECT_EQ(poisson_tail(0, 0.0), 1.0);
    EXPECT_EQ(poisson_tail(1, 0.0), 0.0);
}

TEST(PhotonNumber, PseudoFockProbabilitiesSumToOne) {
    for (const double mean : {0.0, 1e-4, 0.1, 0.5, 3.0, 10.0}) {
        for (const int phases : {2, 3, 4, 10, 24}) {
            double sum = 0.0;
            for (int n = 0; n < phases; ++n) {
                const double p = pseudo_fock_probability(n, phases, mean);
                EXPECT_GE(p, poisson(n, mean));
                sum += p;
            }
            EXPECT_NEAR(sum, 1.0, 1e-14);
        }
    }
    // Two phases: even and odd numbers.
    EXPECT_NEAR(pseudo_fock_probability(1, 2, 0.7), std::exp(-0.7) * std::sinh(0.7), 1e-16);
}

long double exact_deficit(int n, int phases, long double a, long double b) {
    long double whole_a = 0.0L, whole_b = 0.0L, both = 0.0L;
    for (int k = n; k < n + 150; k += phases) {
        whole_a += exact_poisson(k, a);
        whole_b += exact_poisson(k, b);
    }
    // 1 - sum sqrt(P Q) without the leading terms: their product is expanded by hand.
    long double tail = 0.0L;
    for (int k = n + phases; k < n + 150; k += phases) {
        const long double p = exact_poisson(k, a) / whole_a, q = exact_poisson(k, b) / whole_b;
        const long double difference = std::sqrt(p) - std::sqrt(q);
        tail += difference * difference;
        both += 0.5L * (q - p);
    }
    // The first roots are sqrt(1 - tail): their difference is (tail_b - tail_a) / (their sum).
    const long double first =
        2.0L * both / (std::sqrt(exact_poisson(n, a) / whole_a) + std::sqrt(exact_poisson(n, b) / whole_b));
    return 0.5L * (tail + first * first);
}

TEST(PhotonNumber, OverlapDeficitIsNeverTooSmall) {
    test::Random random(2);
    for (int i = 0; i < test::samples(1000); ++i) {
        const int phases = 2 + i % 23, n = i % phases;
        const double a = test::log_uniform(random, 1e-3, 3.0);
        // Also intensities that are hardly different.
        const double b = i % 3 == 0 ? a * (1.0 - test::log_uniform(random, 1e-15, 1e-3)) : test::log_uniform(random, 1e-3, a);
        const double exact = static_cast<double>(exact_deficit(n, phases, a, b));
        const double deficit = pseudo_fock_overlap_deficit(n, phases, a, b);
        EXPECT_GE(deficit, exact * (1.0 - 1e-14)) << phases << ' ' << n << ' ' << a << ' ' << b;
        EXPECT_LE(deficit, exact + 1e-12 * std::sqrt(exact) + 1e-24) << phases << ' ' << n << ' ' << a << ' ' << b;
    }
    EXPECT_EQ(pseudo_fock_overlap_deficit(1, 4, 0.5, 0.0), 1.0);
}

// Two phases, n = 0, and the vacuum: the even coherent state has overlap 1 / sqrt(cosh mean) with it.
TEST(PhotonNumber, OverlapWithTheVacuum) {
    EXPECT_NEAR(pseudo_fock_overlap_deficit(0, 2, 0.5, 0.0), 1.0 - 1.0 / std::sqrt(std::cosh(0.5)), 1e-13);
}

}  // namespace
}  // namespace keybound
