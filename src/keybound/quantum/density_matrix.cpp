#include "keybound/quantum/density_matrix.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "keybound/core/error.hpp"
#include "keybound/core/rounding.hpp"

namespace keybound {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double largest_norm = 1e150;  // its square is finite

double term(double x) { return x > 0.0 ? -x * std::log2(x) : 0.0; }

struct Interval {
    double low, high;
};

Interval interval(double value, double doubt) {
    return {std::max(0.0, std::nextafter(value - doubt, -infinity)), std::nextafter(value + doubt, infinity)};
}

// Roundings of a sum of n complex products, in units of the sum of their moduli: a product is within sqrt(5) units.
double sum_roundings(Eigen::Index n) { return static_cast<double>(n) + 3.0; }

double norm_above(const SmallMatrix& matrix) {
    return rounding::up(matrix.norm(), 2.0 * static_cast<double>(matrix.size()) + 2.0);
}

// For A V = V L + R and |V^dagger V - 1| <= s < 1 there is a unitary W with |V - W| <= s, hence |A W - W L| <= |R| +
// (|A| + |L|) s, and by Weyl's theorem this is how far the eigenvalues of A are from L. Norms are Frobenius', which are larger.
double eigenvalue_error(const SmallMatrix& a, const SmallMatrix& v, const SmallVector& values) {
    const Eigen::Index n = a.rows();
    const double roundings = sum_roundings(n);
    const double a_norm = norm_above(a), v_norm = norm_above(v), l_norm = rounding::up(values.norm(), 2.0 * n + 2.0);
    SmallMatrix residual = a.lazyProduct(v), overlaps = v.adjoint().lazyProduct(v);
    for (Eigen::Index column = 0; column < n; ++column) {
        residual.col(column) -= values(column) * v.col(column);
        overlaps(column, column) -= 1.0;
    }
    const double r = norm_above(residual) + rounding::margin(roundings + 2.0, (a_norm + l_norm) * v_norm);
    const double s = norm_above(overlaps) + rounding::margin(roundings + 1.0, v_norm * v_norm + 1.0);
    const double error = rounding::up(r + (a_norm + l_norm) * s, 4);
    return s < 0.5 && error >= 0.0 ? error : infinity;
}

std::size_t product(const std::vector<int>& dimensions) {
    std::size_t all = 1;
    for (const int d : dimensions) all *= static_cast<std::size_t>(d);
    return all;
}

// Rows and columns by the digits of their systems.
class Digits {
 public:
    explicit Digits(const std::vector<int>& dimensions) : dimensions_(dimensions), steps_(dimensions.size(), 1) {
        for (std::size_t i = dimensions.size(); i-- > 1;) steps_[i - 1] = steps_[i] * dimensions[i];
    }
    int digit(int index, std::size_t system) const { return index / steps_[system] % dimensions_[system]; }
    int step(std::size_t system) const { return steps_[system]; }

 private:
    const std::vector<int>& dimensions_;
    std::vector<int> steps_;
};

bool contains(const std::vector<int>& systems, std::size_t system) {
    return std::find(systems.begin(), systems.end(), static_cast<int>(system)) != systems.end();
}

}  // namespace

Spectrum spectrum_of(const SmallMatrix& matrix) {
    KEYBOUND_CHECK(matrix.rows() == matrix.cols());
    const SmallMatrix hermitian = 0.5 * (matrix + matrix.adjoint());
    const Eigen::Index n = matrix.rows();
    if (n == 0) return {SmallVector(0), SmallMatrix(0, 0), 0.0};
    if (!(matrix.cwiseAbs().maxCoeff<Eigen::PropagateNaN>() < largest_norm)) {
        return {SmallVector::Zero(n), SmallMatrix::Identity(n, n), infinity};
    }
    const Eigen::SelfAdjointEigenSolver<SmallMatrix> solver(hermitian);
    Spectrum result{solver.eigenvalues(), solver.eigenvectors(), 0.0};
    // forming the Hermitian part is one rounding more
    result.error = eigenvalue_error(hermitian, result.vectors, result.values) + rounding::margin(1, norm_above(hermitian));
    return result;
}

UpperBound entropy_term_above(double value, double doubt) {
    const auto [low, high] = interval(value, doubt);
    if (!(high >= 0.0 && high < infinity)) return UpperBound{infinity};
    constexpr double top = 1.0 / std::numbers::e;
    const double largest = low <= top && top <= high ? top : (high < top ? high : low);
    return UpperBound{rounding::up(term(largest), 4)};
}

LowerBound entropy_term_below(double value, double doubt) {
    const auto [low, high] = interval(value, doubt);
    if (!(high >= 0.0 && high < infinity)) return LowerBound{-infinity};
    return LowerBound{std::min(rounding::down(term(low), 4), rounding::down(term(high), 4))};  // concave
}

UpperBound von_neumann_entropy_above(const SmallMatrix& matrix, double doubt) {
    const Spectrum spectrum = spectrum_of(matrix);
    double sum = 0.0, sizes = 0.0;
    for (const double value : spectrum.values) {
        const double entropy = entropy_term_above(value, spectrum.error + doubt).value;
        sum += entropy;
        sizes += std::fabs(entropy);
    }
    return UpperBound{sizes < infinity ? rounding::up(sum, 16, sizes) : infinity};
}

LowerBound von_neumann_entropy_below(const SmallMatrix& matrix, double doubt) {
    const Spectrum spectrum = spectrum_of(matrix);
    double sum = 0.0, sizes = 0.0;
    for (const double value : spectrum.values) {
        const double entropy = entropy_term_below(value, spectrum.error + doubt).value;
        sum += entropy;
        sizes += std::fabs(entropy);
    }
    return LowerBound{sizes < infinity ? rounding::down(sum, 16, sizes) : -infinity};
}

SmallMatrix tensor_product(const SmallMatrix& first, const SmallMatrix& second) {
    KEYBOUND_CHECK(first.rows() * second.rows() <= max_settings && first.cols() * second.cols() <= max_settings);
    SmallMatrix result(first.rows() * second.rows(), first.cols() * second.cols());
    for (Eigen::Index i = 0; i < result.rows(); ++i) {
        for (Eigen::Index j = 0; j < result.cols(); ++j) {
            result(i, j) = first(i / second.rows(), j / second.cols()) * second(i % second.rows(), j % second.cols());
        }
    }
    return result;
}

SmallMatrix partial_trace(const SmallMatrix& matrix, const std::vector<int>& dimensions, const std::vector<int>& kept) {
    KEYBOUND_CHECK(product(dimensions) == static_cast<std::size_t>(matrix.rows()) && matrix.rows() == matrix.cols());
    const Digits digits(dimensions);
    int rest = 1;
    for (std::size_t system = 0; system < dimensions.size(); ++system) {
        if (contains(kept, system)) rest *= dimensions[system];
    }
    SmallMatrix result = SmallMatrix::Zero(rest, rest);
    const int n = static_cast<int>(matrix.rows());
    for (int i = 0; i < n; ++i) {
        for (int j = 0; j < n; ++j) {
            bool on_diagonal = true;
            int row = 0, column = 0;
            for (std::size_t system = 0; system < dimensions.size(); ++system) {
                if (contains(kept, system)) {
                    row = row * dimensions[system] + digits.digit(i, system);
                    column = column * dimensions[system] + digits.digit(j, system);
                } else {
                    on_diagonal = on_diagonal && digits.digit(i, system) == digits.digit(j, system);
                }
            }
            if (on_diagonal) result(row, column) += matrix(i, j);
        }
    }
    return result;
}

SmallMatrix partial_transpose(const SmallMatrix& matrix, const std::vector<int>& dimensions,
                              const std::vector<int>& transposed) {
    KEYBOUND_CHECK(product(dimensions) == static_cast<std::size_t>(matrix.rows()) && matrix.rows() == matrix.cols());
    const Digits digits(dimensions);
    SmallMatrix result(matrix.rows(), matrix.cols());
    const int n = static_cast<int>(matrix.rows());
    for (int i = 0; i < n; ++i) {
        for (int j = 0; j < n; ++j) {
            int row = i, column = j;
            for (std::size_t system = 0; system < dimensions.size(); ++system) {
                if (!contains(transposed, system)) continue;
                const int difference = (digits.digit(j, system) - digits.digit(i, system)) * digits.step(system);
                row += difference;
                column -= difference;
            }
            result(row, column) = matrix(i, j);
        }
    }
    return result;
}

double trace_of_product(const SmallMatrix& a, const SmallMatrix& b) { return a.cwiseProduct(b.transpose()).sum().real(); }

}  // namespace keybound
