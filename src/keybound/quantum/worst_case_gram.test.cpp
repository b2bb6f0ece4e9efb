#include "keybound/quantum/worst_case_gram.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "keybound/quantum/certify_psd.hpp"
#include "support/matrices.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using test::log_uniform;
using test::normal;
using test::Random;
using test::uniform;

constexpr double infinity = std::numeric_limits<double>::infinity();

// Rows v_j of the given width.
SmallMatrix random_rows(Random& random, int n, int width, bool real) {
    SmallMatrix rows(n, width);
    for (int j = 0; j < n; ++j) {
        for (int a = 0; a < width; ++a) rows(j, a) = real ? Complex(normal(random).real(), 0.0) : normal(random);
    }
    return rows;
}

// V_jk = <v_j|v_k>
SmallMatrix gram(const SmallMatrix& rows) { return rows.conjugate().lazyProduct(rows.transpose()); }

// sum_jk V_jk H_jk for the correlation matrix of unit vectors along the given rows.
double reached(const SmallMatrix& v, SmallMatrix rows) {
    const int n = static_cast<int>(v.rows());
    for (int j = 0; j < n; ++j) rows.row(j) /= std::sqrt(rows.row(j).squaredNorm());
    const SmallMatrix h = gram(rows);
    Complex sum = 0.0;
    for (int j = 0; j < n; ++j) {
        for (int k = 0; k < n; ++k) sum += v(j, k) * h(j, k);
    }
    return sum.real();
}

// Rounding of `reached`: n^2 products of numbers below the largest diagonal element.
double slack(const SmallMatrix& v) { return 1e-14 * v.rows() * v.diagonal().real().sum(); }

// g >= every explicit source; here random ones, parallel ones and the ones that v itself suggests.
void expect_above_sources(Random& random, const SmallMatrix& v, double bound) {
    const int n = static_cast<int>(v.rows());
    for (int i = 0; i < 20; ++i) {
        EXPECT_GE(bound, reached(v, random_rows(random, n, 1 + i % n, false)) - slack(v));
    }
    EXPECT_GE(bound, v.diagonal().real().sum() - slack(v));  // mutually orthogonal
}

TEST(WorstCaseGram, OfRankOneIsTheSquareOfTheSum) {
    Random random(51);
    for (int i = 0; i < test::samples(200); ++i) {
        const int n = std::uniform_int_distribution<int>(1, max_settings)(random);
        const SmallMatrix rows = random_rows(random, n, 1, false);
        double sum = 0.0;
        for (int j = 0; j < n; ++j) sum += std::abs(rows(j, 0));
        const double bound = worst_case_gram(gram(rows)).value;
        EXPECT_NEAR(bound, sum * sum, 1e-11 * sum * sum);
        EXPECT_GE(bound, sum * sum * (1.0 - 1e-15));
    }
}

// The original coin: a projector of rank 2 with diagonal 1/2.
TEST(WorstCaseGram, OfTheOriginalCoinIsFour) {
    const double h = 0.5, r = std::sqrt(0.5);
    SmallMatrix rows(4, 2);
    rows << h, h, h, -h, -r, 0.0, 0.0, r;
    const double bound = worst_case_gram(gram(rows)).value;
    EXPECT_NEAR(bound, 4.0, 1e-11);
    EXPECT_GE(bound, 4.0 - 1e-15);
}

TEST(WorstCaseGram, OfADiagonalMatrixIsItsTrace) {
    SmallMatrix v = SmallMatrix::Zero(4, 4);
    v.diagonal() << 0.1, 2.0, 0.0, 1.0;
    EXPECT_NEAR(worst_case_gram(v).value, 3.1, 1e-12);
    EXPECT_GE(worst_case_gram(v).value, 3.1 - 1e-15);
    EXPECT_NEAR(worst_case_gram(SmallMatrix::Zero(3, 3)).value, 0.0, 1e-300);
}

TEST(WorstCaseGram, IsAboveEverySourceAndBelowTheBoundsByHand) {
    Random random(52);
    for (int i = 0; i < test::samples(300); ++i) {
        const int n = std::uniform_int_distribution<int>(2, 8)(random);
        const int width = std::uniform_int_distribution<int>(1, n)(random);
        const SmallMatrix rows = random_rows(random, n, width, i % 2 == 0);
        const SmallMatrix v = gram(rows);
        const WorstCaseGram bound = worst_case_gram(v);
        expect_above_sources(random, v, bound.value);
        double norms = 0.0;
        for (int j = 0; j < n; ++j) norms += std::sqrt(rows.row(j).squaredNorm());
        EXPECT_LE(bound.value, norms * norms * (1.0 + 1e-11));
        EXPECT_LE(bound.value, -n * certify_psd(-v) * (1.0 + 1e-11));
        // The witness proves the value: diag(y) - V >= 0.
        SmallMatrix difference = -v;
        double sum = 0.0;
        for (int j = 0; j < n; ++j) {
            difference(j, j) += bound.multipliers(j);
            sum += bound.multipliers(j);
        }
        EXPECT_GE(certify_psd(difference), -1e-12 * sum);
        EXPECT_GE(bound.value, sum);
    }
}

TEST(WorstCaseGram, IsHomogeneousAndBlindToPhases) {
    Random random(53);
    for (int i = 0; i < test::samples(200); ++i) {
        SmallMatrix rows = random_rows(random, 4, 3, false);
        const double value = worst_case_gram(gram(rows)).value;
        const double factor = log_uniform(random, 1e-6, 1e6);
        EXPECT_NEAR(worst_case_gram(factor * gram(rows)).value, factor * value, 1e-10 * factor * value);
        for (int j = 0; j < 4; ++j) rows.row(j) *= std::polar(1.0, uniform(random, -3.0, 3.0));
        EXPECT_NEAR(worst_case_gram(gram(rows)).value, value, 1e-10 * value);
    }
}

// Adding a positive matrix cannot bring the worst case down.
TEST(WorstCaseGram, IsMonotone) {
    Random random(54);
    for (int i = 0; i < test::samples(200); ++i) {
        const SmallMatrix v = gram(random_rows(random, 4, 3, false));
        SmallMatrix larger = v;
        larger += uniform(random, 0.0, 1.0) * gram(random_rows(random, 4, 1, false));
        const double value = worst_case_gram(v).value;
        EXPECT_GE(worst_case_gram(larger).value, value * (1.0 - 1e-11));
    }
}

// The heuristics may fail; then the value may be large, but not wrong.
TEST(ConcludeWorstCaseGram, IsValidForEveryCandidate) {
    Random random(55);
    for (int i = 0; i < test::samples(100); ++i) {
        const int n = std::uniform_int_distribution<int>(1, 6)(random);
        const SmallMatrix rows = random_rows(random, n, n, i % 2 == 0);
        const SmallMatrix v = gram(rows);
        const SmallVector good = worst_case_gram(v).multipliers;
        std::vector<SmallVector> candidates = {SmallVector::Zero(n),
                                               SmallVector::Constant(n, -1.0),
                                               SmallVector::Constant(n, 1e9),
                                               SmallVector::Constant(n, -1e9),
                                               0.9 * good,
                                               -good};
        SmallVector one_bad = good;
        one_bad(0) = -3.0;
        candidates.push_back(one_bad);
        SmallVector noisy = good;
        for (int j = 0; j < n; ++j) noisy(j) *= 1.0 + 1e-9 * uniform(random, -1.0, 1.0);
        candidates.push_back(noisy);
        for (const SmallVector& candidate : candidates) {
            const double value = conclude_worst_case_gram(v, candidate).value;
            EXPECT_GE(value, reached(v, rows.conjugate()) - slack(v));
            expect_above_sources(random, v, value);
        }
    }
}

TEST(ConcludeWorstCaseGram, OfWhatIsNoNumberIsInfinite) {
    const SmallMatrix v = SmallMatrix::Identity(3, 3);
    for (const double bad : {std::nan(""), infinity, -infinity}) {
        SmallVector candidate = SmallVector::Constant(3, 1.0);
        candidate(1) = bad;
        EXPECT_EQ(conclude_worst_case_gram(v, candidate).value, infinity) << bad;
        SmallMatrix broken = v;
        broken(0, 2) = bad;
        EXPECT_EQ(conclude_worst_case_gram(broken, SmallVector::Constant(3, 1.0)).value, infinity) << bad;
        EXPECT_EQ(worst_case_gram(broken).value, infinity) << bad;
    }
}

// Huge multipliers of both signs cancel in the sum; their rounding does not.
TEST(ConcludeWorstCaseGram, CarriesTheRoundingOfCancellingMultipliers) {
    SmallMatrix v = SmallMatrix::Identity(2, 2);
    SmallVector candidate(2);
    candidate << 1e17, -1e17;
    EXPECT_GE(conclude_worst_case_gram(v, candidate).value, 2.0);
}

}  // namespace
}  // namespace keybound
