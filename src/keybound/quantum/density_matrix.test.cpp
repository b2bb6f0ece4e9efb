#include "keybound/quantum/density_matrix.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "keybound/core/error.hpp"
#include "support/matrices.hpp"
#include "support/samples.hpp"

namespace keybound {
namespace {

using test::normal;
using test::Random;
using test::random_unitary;
using test::turned;
using test::uniform;

constexpr double infinity = std::numeric_limits<double>::infinity();

SmallMatrix diagonal(const std::vector<double>& values) {
    const auto n = static_cast<Eigen::Index>(values.size());
    SmallMatrix matrix = SmallMatrix::Zero(n, n);
    for (Eigen::Index i = 0; i < n; ++i) matrix(i, i) = values[static_cast<std::size_t>(i)];
    return matrix;
}

SmallMatrix random_matrix(Random& random, int n) {
    SmallMatrix matrix(n, n);
    for (int i = 0; i < n; ++i) {
        for (int j = 0; j < n; ++j) matrix(i, j) = normal(random);
    }
    return matrix;
}

std::vector<double> random_probabilities(Random& random, int n) {
    std::vector<double> p;
    double sum = 0.0;
    for (int i = 0; i < n; ++i) {
        const double kind = uniform(random, 0.0, 1.0);
        p.push_back(kind < 0.2 ? 0.0 : kind < 0.4 ? test::log_uniform(random, 1e-18, 1e-3) : uniform(random, 0.0, 1.0));
        sum += p.back();
    }
    if (sum == 0.0) p[0] = sum = 1.0;
    for (double& x : p) x /= sum;
    return p;
}

long double exact_entropy(const std::vector<double>& p) {
    long double sum = 0.0L;
    for (const double x : p) {
        if (x > 0.0) sum -= static_cast<long double>(x) * std::log2(static_cast<long double>(x));
    }
    return sum;
}

TEST(Spectrum, EnclosesWhatIsKnown) {
    Random random(81);
    for (int i = 0; i < test::samples(400); ++i) {
        const int n = 1 + i % 16;
        std::vector<double> values = random_probabilities(random, n);
        for (double& x : values) x -= 0.1;
        std::sort(values.begin(), values.end());
        const Spectrum spectrum = spectrum_of(turned(diagonal(values), random_unitary(random, n)));
        // the matrix is turned to rounding, and has that distance from one of the wanted spectrum
        for (int k = 0; k < n; ++k) {
            EXPECT_NEAR(spectrum.values(k), values[static_cast<std::size_t>(k)], spectrum.error + 1e-14);
        }
        EXPECT_LE(spectrum.error, n <= 4 ? 3e-14 : 1e-12);
        const Spectrum exact = spectrum_of(diagonal(values));
        for (int k = 0; k < n; ++k) EXPECT_NEAR(exact.values(k), values[static_cast<std::size_t>(k)], exact.error);
    }
}

TEST(Spectrum, KnowsNothingOfWhatIsNotFinite) {
    for (const double bad : {std::nan(""), infinity, -infinity, 1e200}) {
        for (const int row : {0, 1, 2}) {
            SmallMatrix matrix = diagonal({0.2, 0.3, 0.5});
            matrix(row, 1) = bad;
            EXPECT_EQ(spectrum_of(matrix).error, infinity) << bad;
            EXPECT_EQ(von_neumann_entropy_above(matrix).value, infinity) << bad;
            EXPECT_EQ(von_neumann_entropy_below(matrix).value, -infinity) << bad;
        }
        SmallMatrix matrix = diagonal({0.2, 0.8});
        matrix(1, 0) = Complex(0.0, bad);
        EXPECT_EQ(spectrum_of(matrix).error, infinity) << bad;
        EXPECT_EQ(entropy_term_above(bad, 0.0).value < infinity, bad == 1e200);
        EXPECT_EQ(entropy_term_above(0.3, std::fabs(bad)).value < infinity, bad == 1e200);
        EXPECT_EQ(entropy_term_below(0.3, std::nan("")).value, -infinity);
    }
}

TEST(EntropyTerm, IsTheWorstCaseOfItsInterval) {
    Random random(82);
    for (int i = 0; i < test::samples(1000); ++i) {
        const double value = i % 3 == 0 ? 0.0 : uniform(random, 0.0, 1.2), doubt = test::log_uniform(random, 1e-16, 0.5);
        const double above = entropy_term_above(value, doubt).value, below = entropy_term_below(value, doubt).value;
        double largest = -infinity, least = infinity;
        for (int k = 0; k <= 200; ++k) {
            const double x = std::max(0.0, value + doubt * (k - 100) / 100.0);
            const double f =
                x > 0.0 ? static_cast<double>(-static_cast<long double>(x) * std::log2(static_cast<long double>(x))) : 0.0;
            EXPECT_GE(above, f) << value << ' ' << doubt;
            EXPECT_LE(below, f) << value << ' ' << doubt;
            largest = std::max(largest, f);
            least = std::min(least, f);
        }
        EXPECT_NEAR(above, largest, 1e-4 * (1.0 + doubt));
        EXPECT_NEAR(below, least, 1e-14);
    }
    EXPECT_EQ(entropy_term_above(-0.1, 0.01).value, infinity);  // there is no such x
    EXPECT_EQ(entropy_term_below(-0.1, 0.01).value, -infinity);
    EXPECT_GT(entropy_term_above(0.0, 1e-14).value, 4.6e-13);  // not Lipschitz: 46 times the doubt
}

TEST(VonNeumannEntropy, IsEnclosed) {
    Random random(83);
    for (int i = 0; i < test::samples(500); ++i) {
        const int n = 1 + i % 16;
        const std::vector<double> p = random_probabilities(random, n);
        const auto exact = static_cast<double>(exact_entropy(p));
        const SmallMatrix state = turned(diagonal(p), random_unitary(random, n));
        const double doubt = 1e-14;  // of the turn
        EXPECT_GE(von_neumann_entropy_above(state, doubt).value, exact);
        EXPECT_LE(von_neumann_entropy_below(state, doubt).value, exact);
        EXPECT_NEAR(von_neumann_entropy_above(state, doubt).value, exact, n <= 4 ? 1e-11 : 1e-9);
        EXPECT_NEAR(von_neumann_entropy_below(state, doubt).value, exact, n <= 4 ? 1e-11 : 1e-9);
        EXPECT_GE(von_neumann_entropy_above(diagonal(p)).value, exact);
        EXPECT_LE(von_neumann_entropy_below(diagonal(p)).value, exact);
    }
    EXPECT_NEAR(von_neumann_entropy_above(diagonal({0.25, 0.25})).value, 1.0, 1e-12);  // of trace 1/2
}

TEST(TensorProduct, CountsTheLastSystemFastest) {
    SmallMatrix a(2, 2), b(2, 2);
    a << 1.0, 2.0, 3.0, Complex(0.0, 4.0);
    b << 5.0, 6.0, 7.0, 8.0;
    const SmallMatrix product = tensor_product(a, b);
    EXPECT_EQ(product(0, 1), Complex(6.0));
    EXPECT_EQ(product(1, 2), Complex(14.0));
    EXPECT_EQ(product(2, 1), Complex(18.0));
    EXPECT_EQ(product(3, 3), Complex(0.0, 32.0));
    EXPECT_THROW(tensor_product(SmallMatrix::Zero(5, 5), SmallMatrix::Zero(4, 4)), Bug);
}

TEST(PartialTrace, OfProducts) {
    Random random(84);
    const SmallMatrix a = random_matrix(random, 2), b = random_matrix(random, 3), c = random_matrix(random, 2);
    const SmallMatrix abc = tensor_product(tensor_product(a, b), c);
    const std::vector<int> dimensions = {2, 3, 2};
    EXPECT_LE((partial_trace(abc, dimensions, {0}) - a * (b.trace() * c.trace())).norm(), 1e-12);
    EXPECT_LE((partial_trace(abc, dimensions, {1}) - b * (a.trace() * c.trace())).norm(), 1e-12);
    EXPECT_LE((partial_trace(abc, dimensions, {0, 2}) - tensor_product(a, c) * b.trace()).norm(), 1e-12);
    EXPECT_LE((partial_trace(abc, dimensions, {0, 1, 2}) - abc).norm(), 0.0);
    EXPECT_NEAR(std::abs(partial_trace(abc, dimensions, {})(0, 0) - abc.trace()), 0.0, 1e-12);
    EXPECT_THROW(partial_trace(abc, {2, 2}, {0}), Bug);
}

TEST(PartialTranspose, OfProductsAndOfEntangledStates) {
    Random random(85);
    const SmallMatrix a = random_matrix(random, 2), b = random_matrix(random, 3), c = random_matrix(random, 2);
    const SmallMatrix abc = tensor_product(tensor_product(a, b), c);
    const std::vector<int> dimensions = {2, 3, 2};
    EXPECT_EQ((partial_transpose(abc, dimensions, {1}) - tensor_product(tensor_product(a, b.transpose()), c)).norm(), 0.0);
    EXPECT_EQ(
        (partial_transpose(abc, dimensions, {0, 2}) - tensor_product(tensor_product(a.transpose(), b), c.transpose())).norm(),
        0.0);
    EXPECT_EQ((partial_transpose(abc, dimensions, {0, 1, 2}) - abc.transpose()).norm(), 0.0);
    SmallMatrix bell = SmallMatrix::Zero(4, 4);
    bell(0, 0) = bell(0, 3) = bell(3, 0) = bell(3, 3) = 0.5;
    EXPECT_NEAR(spectrum_of(partial_transpose(bell, {2, 2}, {1})).values(0), -0.5, 1e-15);
}

TEST(TraceOfProduct, IsThatOfTheMatrixProduct) {
    Random random(86);
    SmallMatrix a = random_matrix(random, 4), b = random_matrix(random, 4);
    a = SmallMatrix(a + a.adjoint());
    b = SmallMatrix(b + b.adjoint());
    EXPECT_NEAR(trace_of_product(a, b), a.lazyProduct(b).trace().real(), 1e-12);
}

}  // namespace
}  // namespace keybound
