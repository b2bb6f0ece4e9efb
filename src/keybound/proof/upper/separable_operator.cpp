#include "keybound/proof/upper/separable_operator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/certify_psd.hpp"
#include "keybound/quantum/density_matrix.hpp"

namespace keybound {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

int total_dimension(const std::vector<int>& dimensions) {
    int all = 1;
    for (const int d : dimensions) all *= d;
    return all;
}

SeparableOperator certify_matrix(const SmallMatrix& matrix, const std::vector<int>& dimensions) {
    const SmallMatrix hermitian = 0.5 * (matrix + SmallMatrix(matrix.adjoint()));
    const double least = std::min(certify_psd(hermitian), certify_psd(partial_transpose(hermitian, dimensions, {1})));
    if (!(least > -infinity)) return {hermitian, infinity};
    return {hermitian, least >= 0.0 ? 0.0 : rounding::up(-least, 1)};
}

SeparableOperator certify_mixture(const SeparableCandidate& candidate, const std::vector<int>& dimensions) {
    const int all = total_dimension(dimensions);
    SeparableOperator sum{SmallMatrix::Zero(all, all), infinity};
    double size = 0.0;
    for (std::size_t k = 0; k < candidate.kets.size() && k < candidate.weights.size(); ++k) {
        const double weight = candidate.weights[k];
        if (!(weight > 0.0)) continue;
        const auto& factors = candidate.kets[k];
        if (factors.size() != dimensions.size()) return sum;
        for (std::size_t i = 0; i < factors.size(); ++i) {
            if (factors[i].size() != dimensions[i]) return sum;
        }
        const Eigen::VectorXcd ket = product_ket(factors);
        sum.matrix += weight * (ket * ket.adjoint());
        size += weight * ket.squaredNorm();
    }
    // the entries of weight |ket><ket| are sums over up to `kets` terms, each of some 8 roundings a factor; the norm of their
    // errors is at most `all` times the largest. An error of that norm plus 2^(N/2-1) times as much of 1 is separable:
    // L. Gurvits, H. Barnum, PRA 68, 042312 (2003)
    const double roundings = static_cast<double>(candidate.kets.size()) + 8.0 * static_cast<double>(dimensions.size()) + 8.0;
    const double ball = std::exp2(0.5 * static_cast<double>(dimensions.size()) - 1.0);
    const double shift = std::max(1.0, ball) * all * rounding::margin(roundings, size);
    if (shift < infinity) sum.shift = shift;
    return sum;
}

}  // namespace

bool separable_if_ppt(const std::vector<int>& dimensions) { return dimensions.size() == 2 && total_dimension(dimensions) <= 6; }

SeparableOperator certify_separable(const SeparableCandidate& candidate, const std::vector<int>& dimensions) {
    const int all = total_dimension(dimensions);
    if (candidate.matrix.size() == 0) return certify_mixture(candidate, dimensions);
    if (!separable_if_ppt(dimensions) || candidate.matrix.rows() != all || candidate.matrix.cols() != all) {
        return {SmallMatrix::Zero(all, all), infinity};
    }
    return certify_matrix(candidate.matrix, dimensions);
}

Eigen::VectorXcd product_ket(const std::vector<Eigen::VectorXcd>& factors) {
    Eigen::VectorXcd ket = Eigen::VectorXcd::Ones(1);
    for (const Eigen::VectorXcd& factor : factors) {
        Eigen::VectorXcd longer(ket.size() * factor.size());
        for (Eigen::Index i = 0; i < ket.size(); ++i) longer.segment(i * factor.size(), factor.size()) = ket(i) * factor;
        ket = longer;
    }
    return ket;
}

}  // namespace keybound
