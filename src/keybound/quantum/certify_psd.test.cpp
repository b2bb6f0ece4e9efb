#include "keybound/quantum/certify_psd.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "support/matrices.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using test::log_uniform;
using test::normal;
using test::Random;
using test::uniform;

constexpr double infinity = std::numeric_limits<double>::infinity();

// U diag(spectrum) U^dagger with a random unitary U, a product of reflections 1 - 2 w w^dagger: the spectrum is known
// beforehand, up to roundings of about 1e-15 of its largest member per reflection.
SmallMatrix with_spectrum(Random& random, const std::vector<double>& spectrum) {
    const int n = static_cast<int>(spectrum.size());
    SmallMatrix matrix = SmallMatrix::Zero(n, n);
    for (int j = 0; j < n; ++j) matrix(j, j) = spectrum[static_cast<std::size_t>(j)];
    for (int reflection = 0; reflection < 3; ++reflection) {
        SmallMatrix w(n, 1);
        for (int j = 0; j < n; ++j) w(j, 0) = normal(random);
        w /= std::sqrt(w.squaredNorm());
        SmallMatrix u = SmallMatrix::Identity(n, n);
        u -= 2.0 * w.lazyProduct(w.adjoint());
        const SmallMatrix left = u.lazyProduct(matrix);
        matrix = left.lazyProduct(u.adjoint());
    }
    return matrix;
}

struct Sample {
    SmallMatrix matrix;
    double least;
    double norm;
};

Sample random_sample(Random& random) {
    const int n = std::uniform_int_distribution<int>(1, max_settings)(random);
    const double scale = log_uniform(random, 1e-9, 1e9);
    std::vector<double> spectrum;
    double least = infinity, norm = 0.0;
    for (int j = 0; j < n; ++j) {
        // Near-singular ones are the interesting ones.
        const double value =
            scale * (uniform(random, 0.0, 1.0) < 0.3 ? log_uniform(random, 1e-18, 1.0) : uniform(random, -0.1, 1.0));
        spectrum.push_back(value);
        least = std::min(least, value);
        norm = std::max(norm, std::fabs(value));
    }
    return {with_spectrum(random, spectrum), least, norm};
}

TEST(CertifyPsd, IsNeverAboveTheLeastEigenvalueAndTight) {
    Random random(41);
    for (int i = 0; i < test::samples(3000); ++i) {
        const Sample sample = random_sample(random);
        const double certified = certify_psd(sample.matrix);
        // The spectrum of the stored matrix differs from the wanted one by the roundings of three reflections.
        EXPECT_LE(certified, sample.least + 1e-14 * sample.norm) << sample.matrix.rows();
        // The margin grows with the trace, hence for 16 rows it is larger than for the 4 of the proofs.
        EXPECT_GE(certified, sample.least - (sample.matrix.rows() <= 8 ? 1e-12 : 1e-11) * sample.norm) << sample.matrix.rows();
    }
}

// Diagonal matrices of exact numbers: the least eigenvalue is known to the last bit, so there is no tolerance at all.
TEST(CertifyPsd, IsExactlyOnTheSafeSideForDiagonalMatrices) {
    Random random(42);
    for (int i = 0; i < test::samples(1000); ++i) {
        const int n = std::uniform_int_distribution<int>(1, max_settings)(random);
        SmallMatrix matrix = SmallMatrix::Zero(n, n);
        double least = infinity;
        for (int j = 0; j < n; ++j) {
            matrix(j, j) = uniform(random, -1.0, 1.0) * log_uniform(random, 1e-12, 1.0);
            least = std::min(least, matrix(j, j).real());
        }
        EXPECT_LE(certify_psd(matrix), least);
        EXPECT_GE(certify_psd(matrix), least - 1e-11);
    }
}

TEST(CertifyPsd, IsValidWhateverIsSuggested) {
    Random random(43);
    const std::vector<double> garbage = {0.0, 1.0, -1.0, 1e300, -1e300, 1e-300, infinity, -infinity, std::nan("")};
    for (int i = 0; i < test::samples(300); ++i) {
        const Sample sample = random_sample(random);
        for (const double suggestion : garbage) {
            const double certified = certify_psd(sample.matrix, suggestion);
            EXPECT_LE(certified, sample.least + 1e-14 * sample.norm) << suggestion;
            EXPECT_GT(certified, -infinity) << suggestion;  // Gershgorin's circles are always left
        }
        // A little too high and a little too low.
        for (const double error : {1e-15, 1e-9, 0.1}) {
            EXPECT_LE(certify_psd(sample.matrix, sample.least + error * sample.norm), sample.least + 1e-14 * sample.norm);
            EXPECT_LE(certify_psd(sample.matrix, sample.least - error * sample.norm), sample.least + 1e-14 * sample.norm);
        }
    }
}

TEST(CertifyPsd, AGoodSuggestionIsTight) {
    Random random(44);
    for (int i = 0; i < test::samples(300); ++i) {
        const Sample sample = random_sample(random);
        EXPECT_GE(certify_psd(sample.matrix, sample.least - 1e-14 * sample.norm), sample.least - 1e-11 * sample.norm);
    }
}

TEST(CertifyPsd, CertifiesNothingThatIsNotFinite) {
    Random random(45);
    for (const double bad : {std::nan(""), infinity, -infinity}) {
        for (int n : {1, 2, 4, 16}) {
            for (int row = 0; row < n; ++row) {
                for (int column = 0; column < n; ++column) {
                    for (const bool imaginary : {false, true}) {
                        if (imaginary && row == column) continue;  // no part of the Hermitian part
                        SmallMatrix matrix = SmallMatrix::Identity(n, n);
                        matrix(row, column) = imaginary ? Complex(0.0, bad) : Complex(bad, 0.0);
                        EXPECT_EQ(certify_psd(matrix), -infinity) << n << ' ' << row << ' ' << column;
                        EXPECT_EQ(certify_psd(matrix, 0.0), -infinity) << n << ' ' << row << ' ' << column;
                        EXPECT_EQ(certify_psd(matrix, bad), -infinity) << n << ' ' << row << ' ' << column;
                    }
                }
            }
        }
    }
}

// Finite entries whose sums overflow must not come out as a certificate either.
TEST(CertifyPsd, SurvivesOverflow) {
    SmallMatrix matrix = SmallMatrix::Constant(4, 4, Complex(1e308, 0.0));
    EXPECT_LE(certify_psd(matrix), 0.0);
    EXPECT_LE(certify_psd(matrix, 0.0), 0.0);
}

TEST(CertifyPsd, OfClosedCases) {
    EXPECT_EQ(certify_psd(SmallMatrix::Zero(4, 4)), 0.0);
    EXPECT_NEAR(certify_psd(SmallMatrix::Identity(5, 5)), 1.0, 1e-12);
    SmallMatrix pauli_y(2, 2);
    pauli_y << 0.0, Complex(0.0, -1.0), Complex(0.0, 1.0), 0.0;
    EXPECT_NEAR(certify_psd(pauli_y), -1.0, 1e-12);
    EXPECT_LE(certify_psd(pauli_y), -1.0);
    EXPECT_NEAR(certify_psd(SmallMatrix::Constant(16, 16, Complex(1.0, 0.0))), 0.0, 1e-10);
    EXPECT_LE(certify_psd(SmallMatrix::Constant(16, 16, Complex(1.0, 0.0))), 0.0);
}

// Only the Hermitian part counts: x^dagger A x is real for it and for nothing else.
TEST(CertifyPsd, JudgesTheHermitianPart) {
    SmallMatrix matrix(2, 2);
    matrix << 1.0, 2.0, 0.0, 1.0;
    EXPECT_NEAR(certify_psd(matrix), 0.0, 1e-12);
    matrix << 1.0, 4.0, 0.0, 1.0;
    EXPECT_NEAR(certify_psd(matrix), -1.0, 1e-12);
}

TEST(CertifyPsd, SeesANanInTheImaginaryPartOfTheDiagonal) {
    SmallMatrix matrix = SmallMatrix::Identity(3, 3);
    matrix(1, 1) = Complex(1.0, std::numeric_limits<double>::quiet_NaN());
    EXPECT_EQ(certify_psd(matrix), -std::numeric_limits<double>::infinity());
    EXPECT_EQ(certify_psd(matrix, 0.5), -std::numeric_limits<double>::infinity());
}

// Multiples of the norm overflow: the answer is "not certified", and there is one.
TEST(CertifyPsd, EndsForNumbersNearTheLargest) {
    for (const double size : {1e299, 1e301, 1e307, 1.7e308}) {
        for (const double sign : {-1.0, 1.0}) {
            SmallMatrix matrix = SmallMatrix::Zero(3, 3);
            matrix(0, 0) = sign * size;
            matrix(1, 0) = matrix(0, 1) = 0.1 * size;
            EXPECT_LE(certify_psd(matrix), sign < 0.0 ? -size : 0.0) << size;
            EXPECT_LE(certify_psd(matrix, 0.0), sign < 0.0 ? -size : 0.0) << size;
        }
    }
}

}  // namespace
}  // namespace keybound
