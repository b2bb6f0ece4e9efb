#include "attack/see_saw_programme.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "keybound/opt/backends/dense_primal_dual.hpp"

namespace keybound::test {

namespace {

using RealMatrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;
using Vector = Eigen::Matrix<Real, Eigen::Dynamic, 1>;

Matrix dense(const std::vector<SdpEntry>& entries, int size) {
    Matrix result = Matrix::Zero(size, size);
    for (const SdpEntry& e : entries) {
        result(e.row, e.column) += Amplitude(e.value);
        if (e.row != e.column) result(e.column, e.row) += std::conj(Amplitude(e.value));
    }
    return result;
}

Real trace(const std::vector<SdpEntry>& entries, const Matrix& z) {
    Real sum = 0;
    for (const SdpEntry& e : entries) {
        sum += (Amplitude(e.value) * z(e.column, e.row)).real() * (e.row == e.column ? Real(1) : Real(2));
    }
    return sum;
}

}  // namespace

Ket ket_of(const Source& source, int j) {
    Ket ket{};
    ket[0] = source.kets(0, j);
    ket[1] = source.kets(1, j);
    return ket;
}

Ket unit(const Ket& ket) { return combine(1 / std::sqrt(inner(ket, ket).real()), ket, 0, ket); }

Ket orthogonal_to(const Ket& ket, Ket vector) {
    for (int pass = 0; pass < 2; ++pass) vector = combine(1, vector, -inner(ket, vector) / inner(ket, ket), ket);
    return vector;
}

Ket emitted(const Source& source, int j, const Ket& side) {
    const Real leakage = source.leakage(j);
    return combine(std::sqrt(1 - leakage), ket_of(source, j), std::sqrt(leakage), side);
}

Ket combination(const Matrix& basis, int column, const std::array<Ket, 4>& states) {
    Ket sum{};
    for (int j = 0; j < basis.rows(); ++j) sum = combine(1, sum, basis(j, column), states[j]);
    return sum;
}

std::array<Ket, 4> emitted(const Source& source, const SideChannel& side) {
    std::array<Ket, 4> states{};
    for (int j = 0; j < source.settings(); ++j) states[j] = emitted(source, j, side[j]);
    return states;
}

Coordinates::Coordinates(const Link& link) : yield(link.statistics.key_yield()) {
    const Source& source = link.source;
    const int n = source.settings();
    Matrix gram(n, n);
    for (int j = 0; j < n; ++j) {
        for (int k = 0; k < n; ++k) {
            gram(j, k) = std::sqrt((1 - Real(source.leakage(j))) * (1 - Real(source.leakage(k)))) *
                         inner(ket_of(source, j), ket_of(source, k));
        }
    }
    const Eigen::SelfAdjointEigenSolver<Matrix> system(gram);
    basis = system.eigenvectors();
    for (int c = 0; c < n; ++c) {
        const Real size = c < n - qubit_dimensions ? Real(0) : system.eigenvalues()(c);
        const Real price = (size + std::max(Real(source.largest_leakage()), Real(1e-14) * yield)) / yield;
        unit.push_back(price < 1 ? 1 / std::sqrt(std::sqrt(price)) : 1 / std::sqrt(price));
        shrink.push_back(std::min(Real(1), 1 / unit.back()));
    }
}

Candidate candidate_of(const Link& link, const Coordinates& at, const SideChannel& side) {
    const int n = link.source.settings();
    const auto states = emitted(link.source, side);
    Candidate result{side, Matrix(n, n)};
    std::vector<Ket> f;
    for (int c = 0; c < n; ++c) f.push_back(combination(at.basis, c, states));
    for (int c = 0; c < n; ++c) {
        for (int d = 0; d < n; ++d) {
            result.price(c, d) = at.unit[c] * at.unit[d] * inner(f[c], f[d]) / at.yield;
        }
    }
    return result;
}

BestMeasurement::BestMeasurement(const Link& link, const Coordinates& at, Complex turn, bool z_errors)
    : n_(link.source.settings()), at_(at) {
    const bool real = turn.imag() == 0.0 && at.basis.imag().cwiseAbs().maxCoeff() == 0;
    for (int r = 0; r < n_; ++r) {
        for (int c = 0; c <= r; ++c) {
            directions_.push_back({r, c, 1.0});
            if (!real && c < r) directions_.push_back({r, c, Complex(0.0, 1.0)});
        }
    }
    const int weight = 2 * n_;
    t_ = weight + static_cast<int>(directions_.size());
    const int z = t_ + 1;
    const int mismatch = z + 2;
    count_ = z_errors ? mismatch + static_cast<int>(directions_.size()) : t_ + 1;
    problem_.cost.assign(count_, 0.0);
    start_.assign(count_, 0.0);
    const double yield = link.statistics.key_yield();
    for (int b = 0; b < 2; ++b) {
        SdpBlock block = empty_block(n_);
        Matrix errors = Matrix::Zero(n_, n_);
        errors(0, 0) = errors(1, 1) = Real(0.25);
        errors(1, 0) = (b == 1 ? Real(0.25) : -Real(0.25)) * Amplitude(turn);
        errors(0, 1) = std::conj(errors(1, 0));
        block.constant = entries(errors, -1.0);
        for (int j = 0; j < n_; ++j) {
            const int variable = b * n_ + j;
            Matrix corner = Matrix::Zero(n_, n_);
            corner(j, j) = 1;
            block.coefficients[variable] = entries(corner, 1.0);
            problem_.cost[variable] = link.statistics.x[j][b] / yield;
            start_[variable] = 3.0;
        }
        for (std::size_t k = 0; k < directions_.size(); ++k) {
            const auto& [r, c, value] = directions_[k];
            const double unit = static_cast<double>(at.shrink[r] * at.unit[r] * at.shrink[c] * at.unit[c]);
            block.coefficients[weight + k] = {{r, c, value * unit}};
            if (z_errors) block.coefficients[mismatch + k] = {{r, c, -value}};
        }
        problem_.blocks.push_back(block);
    }
    SdpBlock omega = empty_block(n_);
    for (std::size_t k = 0; k < directions_.size(); ++k) {
        const auto& [r, c, value] = directions_[k];
        omega.coefficients[weight + k] = {{r, c, value}};
        if (r == c) start_[weight + k] = 1.0;
    }
    problem_.blocks.push_back(omega);
    for (int b = 0; b < 2 && z_errors; ++b) add_z_block(b, z + b, mismatch, link.statistics.z[1 - b][b] / yield);
    // A source that cannot show the statistics makes the programme unbounded without these.
    for (int variable = 0; variable < weight; ++variable) {
        SdpBlock limit = empty_block(1);
        limit.constant = {{0, 0, 1.0}};
        limit.coefficients[variable] = {{0, 0, 1.0 / 300.0}};
        problem_.blocks.push_back(limit);
    }
    first_cut_ = problem_.blocks.size();
    problem_.cost[t_] = 1.0;
    weight_ = weight;
}

void BestMeasurement::add_z_block(int outcome, int lambda_z, int mismatch, double error) {
    SdpBlock block = empty_block(n_);
    Matrix corner = Matrix::Zero(n_, n_);
    corner(1 - outcome, 1 - outcome) = 1;
    block.coefficients[lambda_z] = entries(corner, 1.0);
    problem_.cost[lambda_z] = error;
    start_[lambda_z] = 1.0;
    for (std::size_t k = 0; k < directions_.size(); ++k) {
        const auto& [r, c, value] = directions_[k];
        block.coefficients[mismatch + k] = {{r, c, value}};
        if (r == c) start_[mismatch + k] = 0.5;
    }
    problem_.blocks.push_back(block);
}

void BestMeasurement::add(const Candidate& candidate) {
    SdpBlock cut = empty_block(1);
    cut.coefficients[t_] = {{0, 0, 1.0}};
    double trace = 0.0;
    for (std::size_t k = 0; k < directions_.size(); ++k) {
        const auto& [r, c, value] = directions_[k];
        const Complex price(candidate.price(c, r));
        const double coefficient = r == c ? price.real() : 2.0 * (value * price).real();
        if (coefficient != 0.0) cut.coefficients[weight_ + k] = {{0, 0, -coefficient}};
        if (r == c) trace += coefficient;
    }
    start_[t_] = std::max(start_[t_], 1.0 + 2.0 * trace);
    problem_.blocks.push_back(cut);
}

void BestMeasurement::solve() {
    solution_ = solve_dense_primal_dual(problem_, start_, {.max_iterations = 80, .gap = 1e-10});
    value_ = cost_at(problem_, solution_.x);
    multipliers_.clear();
    for (const SmallMatrix& multiplier : solution_.multipliers) multipliers_.push_back(multiplier.cast<Amplitude>());
}

void BestMeasurement::refine() {
    std::vector<Matrix> z;
    for (const SmallMatrix& multiplier : solution_.multipliers) z.push_back(multiplier.cast<Amplitude>());
    Vector residual(count_);
    RealMatrix system = RealMatrix::Zero(count_, count_);
    for (int i = 0; i < count_; ++i) residual(i) = problem_.cost[i];
    std::vector<std::vector<Matrix>> moved(z.size());
    for (std::size_t k = 0; k < z.size(); ++k) {
        const auto& coefficients = problem_.blocks[k].coefficients;
        for (int i = 0; i < count_; ++i) {
            residual(i) -= trace(coefficients[i], z[k]);
            if (coefficients[i].empty()) {
                moved[k].emplace_back();
                continue;
            }
            moved[k].push_back(z[k] * dense(coefficients[i], problem_.blocks[k].size) * z[k]);
            for (int j = 0; j <= i; ++j) system(i, j) += trace(coefficients[j], moved[k][i]);
        }
    }
    const Vector scale = system.diagonal().cwiseMax(Real(1e-300)).cwiseSqrt().cwiseInverse();
    system = scale.asDiagonal() * system * scale.asDiagonal();
    const Vector step = scale.asDiagonal() * system.ldlt().solve(scale.asDiagonal() * residual);
    for (std::size_t k = 0; k < z.size(); ++k) {
        for (int i = 0; i < count_; ++i) {
            if (moved[k][i].size() > 0) z[k] += step(i) * moved[k][i];
        }
    }
    multipliers_ = z;
}

Matrix BestMeasurement::omega() const {
    Matrix w = Matrix::Zero(n_, n_);
    for (std::size_t k = 0; k < directions_.size(); ++k) {
        const auto& [r, c, value] = directions_[k];
        const Amplitude entry = Amplitude(value) * Real(solution_.x[weight_ + k]) * at_.unit[r] * at_.unit[c];
        w(r, c) += entry;
        if (r != c) w(c, r) += std::conj(entry);
    }
    return at_.basis * w * at_.basis.adjoint();
}

double BestMeasurement::trace_with(const Candidate& candidate) const {
    double sum = 0.0;
    for (std::size_t k = 0; k < directions_.size(); ++k) {
        const auto& [r, c, value] = directions_[k];
        const Complex price(candidate.price(c, r));
        sum += solution_.x[weight_ + k] * (r == c ? price.real() : 2.0 * (value * price).real());
    }
    return sum;
}

std::vector<Real> BestMeasurement::weights() const {
    std::vector<Real> result;
    Real sum = 0;
    for (std::size_t k = first_cut_; k < problem_.blocks.size(); ++k) {
        result.push_back(std::max(Real(0), multipliers_[k](0, 0).real()));
        sum += result.back();
    }
    for (Real& weight : result) weight /= sum;
    return result;
}

Matrix BestMeasurement::effect(bool z, int outcome) const {
    const Matrix& multiplier = multipliers_[z ? 3 + outcome : outcome];
    Matrix result(n_, n_);
    for (int c = 0; c < n_; ++c) {
        for (int d = 0; d < n_; ++d) result(c, d) = at_.shrink[c] * at_.shrink[d] * multiplier(c, d);
    }
    return result;
}

SdpBlock BestMeasurement::empty_block(int size) const {
    SdpBlock block;
    block.size = size;
    block.coefficients.resize(count_);
    return block;
}

std::vector<SdpEntry> BestMeasurement::entries(const Matrix& a, double sign) const {
    const Matrix inside = at_.basis.adjoint() * a * at_.basis;
    std::vector<SdpEntry> result;
    for (int r = 0; r < n_; ++r) {
        for (int c = 0; c <= r; ++c) {
            const Complex value(at_.shrink[r] * at_.shrink[c] * inside(r, c));
            if (value != 0.0) result.push_back({r, c, sign * value});
        }
    }
    return result;
}

}  // namespace keybound::test
