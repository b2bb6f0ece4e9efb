#include "keybound/proof/upper/split_functions.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace keybound {

namespace {

using Matrix = Eigen::MatrixXcd;

}  // namespace

double real_dot(const Matrix& a, const Matrix& b) { return a.conjugate().cwiseProduct(b).sum().real(); }

RelativeEntropyFunction::RelativeEntropyFunction(const SupportedState& state, const SeparableCone& cone, bool whole)
    : v_(state.vectors), whole_(state.whole()), cone_(cone), rank_(state.rank()), variables_(whole ? 0 : rank_ * rank_) {
    for (int i = 0; i < variables_; ++i) parts_.push_back(hermitian_basis(rank_, i));
}

Matrix RelativeEntropyFunction::flagged(const double* x) const {
    if (variables_ == 0) return whole_;
    Matrix t = Matrix::Zero(rank_, rank_);
    for (int i = 0; i < variables_; ++i) t += x[i] * parts_[static_cast<std::size_t>(i)];
    return t;
}

Matrix RelativeEntropyFunction::pull(const double* x) const {
    return MatrixLogarithm(cone_.matrix(x + variables_)).derivative(v_ * flagged(x) * v_.adjoint());
}

double RelativeEntropyFunction::add(const double* x, double weight, double* gradient, HessianView* hessian) const {
    const Matrix t = flagged(x);
    const MatrixLogarithm log_t(t), log_z(cone_.matrix(x + variables_));
    const Matrix s = log_z.in_eigenbasis(v_ * t * v_.adjoint());
    const auto logs = [](const MatrixLogarithm& at) -> Eigen::VectorXd { return at.eigenvalues().array().log(); };
    double value = log_z.eigenvalues().sum() - log_t.eigenvalues().sum() + log_t.eigenvalues().dot(logs(log_t));
    value -= s.diagonal().real().dot(logs(log_z));
    if (gradient != nullptr) add_derivatives(log_t, log_z, s, weight, gradient, *hessian);
    return weight * value;
}

void RelativeEntropyFunction::add_derivatives(const MatrixLogarithm& log_t, const MatrixLogarithm& log_z, const Matrix& s,
                                              double weight, double* gradient, HessianView& hessian) const {
    const int n = static_cast<int>(s.rows()), cone = cone_.variables();
    std::vector<Matrix> z(static_cast<std::size_t>(cone)), pulled(z.size());
    Matrix slope = s;  // of Tr S ln Z along Z
    for (int j = 0; j < n; ++j) {
        for (int k = 0; k < n; ++k) slope(j, k) *= log_z.first(j, k);
    }
    for (int i = 0; i < cone; ++i) {
        Matrix& m = z[static_cast<std::size_t>(i)];
        m = log_z.in_eigenbasis(cone_.basis(i));
        gradient[variables_ + i] += weight * (m.trace().real() - real_dot(slope, m));
        Matrix& p = pulled[static_cast<std::size_t>(i)];
        p = m;
        for (int j = 0; j < n; ++j) {
            for (int k = 0; k < n; ++k) p(j, k) *= log_z.first(j, k);
        }
    }
    add_cone_curvature(log_z, s, z, weight, hessian);
    if (variables_ == 0) return;
    const Matrix to_z = log_z.eigenvectors().adjoint() * v_;
    const Matrix logarithms = log_t.value() - v_.adjoint() * log_z.value() * v_;
    std::vector<Matrix> turned(static_cast<std::size_t>(variables_));
    for (int i = 0; i < variables_; ++i) {
        gradient[i] += weight * real_dot(logarithms, parts_[static_cast<std::size_t>(i)]);
        const Matrix in_z = to_z * parts_[static_cast<std::size_t>(i)] * to_z.adjoint();
        for (int j = 0; j < cone; ++j) {
            hessian(variables_ + j, i) -= weight * real_dot(in_z, pulled[static_cast<std::size_t>(j)]);
        }
        turned[static_cast<std::size_t>(i)] = log_t.in_eigenbasis(parts_[static_cast<std::size_t>(i)]);
    }
    for (int i = 0; i < variables_; ++i) {
        Matrix weighted = turned[static_cast<std::size_t>(i)];
        for (int j = 0; j < rank_; ++j) {
            for (int k = 0; k < rank_; ++k) weighted(j, k) *= log_t.first(j, k);
        }
        for (int k = 0; k <= i; ++k) hessian(i, k) += weight * real_dot(weighted, turned[static_cast<std::size_t>(k)]);
    }
}

// -Tr S d^2 ln Z
void RelativeEntropyFunction::add_cone_curvature(const MatrixLogarithm& log_z, const Matrix& s, const std::vector<Matrix>& z,
                                                 double weight, HessianView& hessian) const {
    const int n = static_cast<int>(s.rows());
    std::vector<double> second(static_cast<std::size_t>(n * n * n));
    for (int j = 0; j < n; ++j) {
        for (int k = 0; k < n; ++k) {
            for (int l = 0; l < n; ++l) second[static_cast<std::size_t>((j * n + k) * n + l)] = log_z.second(j, k, l);
        }
    }
    for (std::size_t i = 0; i < z.size(); ++i) {
        // y_lk = sum_j second_jkl s_lj z_jk: then Tr S d^2 ln Z [A, B] = 2 Re sum_kl y_lk B_kl
        Matrix y = Matrix::Zero(n, n);
        for (int l = 0; l < n; ++l) {
            for (int k = 0; k < n; ++k) {
                for (int j = 0; j < n; ++j) {
                    y(l, k) += second[static_cast<std::size_t>((j * n + k) * n + l)] * s(l, j) * z[i](j, k);
                }
            }
        }
        const Matrix conjugate = y.adjoint();
        for (std::size_t m = 0; m <= i; ++m) {
            hessian(variables_ + static_cast<int>(i), variables_ + static_cast<int>(m)) -=
                2.0 * weight * real_dot(conjugate, z[m]);
        }
    }
}

CorrelationFunction::CorrelationFunction(Eigen::VectorXd constant, Eigen::MatrixXd slopes, std::vector<int> outcomes)
    : constant_(std::move(constant)), slopes_(std::move(slopes)), outcomes_(std::move(outcomes)) {}

double CorrelationFunction::add(const Eigen::Map<const Eigen::VectorXd>& x, double weight, double* gradient,
                                HessianView* hessian) const {
    const Eigen::VectorXd p = constant_ + slopes_ * x;
    const double total = p.sum(), parties = static_cast<double>(outcomes_.size());
    if (!(p.minCoeff() > 0.0)) return std::numeric_limits<double>::quiet_NaN();
    Eigen::VectorXd logarithms = p.array().log() + (parties - 1.0) * std::log(total);
    Eigen::Index inner = p.size();
    for (const int mine : outcomes_) {
        inner /= mine;
        Eigen::VectorXd marginal = Eigen::VectorXd::Zero(mine);
        for (Eigen::Index a = 0; a < p.size(); ++a) marginal(a / inner % mine) += p(a);
        for (Eigen::Index a = 0; a < p.size(); ++a) logarithms(a) -= std::log(marginal(a / inner % mine));
    }
    if (gradient != nullptr) {
        Eigen::Map<Eigen::VectorXd>(gradient, x.size()) += weight * (slopes_.transpose() * logarithms);
        const Eigen::VectorXd sum = slopes_.colwise().sum().transpose();
        const Eigen::MatrixXd scaled = p.cwiseInverse().cwiseSqrt().asDiagonal() * slopes_;
        *hessian += weight * (scaled.transpose() * scaled - sum * sum.transpose() / total);
    }
    return weight * p.dot(logarithms);
}

}  // namespace keybound
