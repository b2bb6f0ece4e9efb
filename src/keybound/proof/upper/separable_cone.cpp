#include "keybound/proof/upper/separable_cone.hpp"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include "keybound/quantum/density_matrix.hpp"

namespace keybound {

namespace {

// The same matrix with the second of two systems transposed.
std::vector<SdpEntry> transposed_on_second(const std::vector<SdpEntry>& entries, int second) {
    std::vector<SdpEntry> result;
    for (const SdpEntry& e : entries) {
        const int row = e.row / second * second + e.column % second, column = e.column / second * second + e.row % second;
        result.push_back(row >= column ? SdpEntry{row, column, e.value} : SdpEntry{column, row, std::conj(e.value)});
    }
    return result;
}

// <others| m |others> on the system `free`: the operator that remains for its ket.
Eigen::MatrixXcd what_is_left(const Eigen::MatrixXcd& m, const std::vector<Eigen::VectorXcd>& factors, std::size_t free) {
    const auto d = factors[free].size();
    std::vector<Eigen::VectorXcd> probe = factors;
    Eigen::MatrixXcd embedding(m.rows(), d);
    for (Eigen::Index i = 0; i < d; ++i) {
        probe[free] = Eigen::VectorXcd::Unit(d, i);
        embedding.col(i) = product_ket(probe);
    }
    return embedding.adjoint() * m * embedding;
}

constexpr double hardly_any = 1e-6;  // of the total weight

}  // namespace

std::vector<SdpEntry> hermitian_entries(int n, int i) {
    if (i < n) return {{i, i, 1.0}};
    int pair = (i - n) / 2;
    int row = 1;
    while (pair >= row) pair -= row++;
    return {{row, pair, (i - n) % 2 == 0 ? Complex(1.0, 0.0) : Complex(0.0, 1.0)}};
}

Eigen::MatrixXcd hermitian_basis(int n, int i) {
    Eigen::MatrixXcd m = Eigen::MatrixXcd::Zero(n, n);
    for (const SdpEntry& e : hermitian_entries(n, i)) {
        m(e.row, e.column) = e.value;
        m(e.column, e.row) = std::conj(e.value);
    }
    return m;
}

SeparableCone::SeparableCone(const std::vector<int>& dimensions)
    : dimensions_(dimensions), all_(1), ppt_(separable_if_ppt(dimensions)) {
    for (const int d : dimensions) all_ *= d;
    if (ppt_) {
        for (int i = 0; i < all_ * all_; ++i) basis_.push_back(hermitian_basis(all_, i));
        return;
    }
    // the computational kets, so that no Z is singular, and products of Fourier kets with all phases turned alike
    for (int label = 0; label < all_; ++label) {
        std::vector<Eigen::VectorXcd> unit, fourier;
        int rest = label;
        for (const int d : dimensions) {
            unit.emplace_back(Eigen::VectorXcd::Unit(d, rest % d));
            Eigen::VectorXcd wave(d);
            for (int k = 0; k < d; ++k) wave(k) = std::polar(1.0 / std::sqrt(d), 2.0 * std::numbers::pi * k * (rest % d) / d);
            fourier.push_back(wave);
            rest /= d;
        }
        add_ket(unit);
        add_ket(fourier);
    }
    first_kets_ = kets_.size();
}

void SeparableCone::add_ket(const std::vector<Eigen::VectorXcd>& factors) {
    const Eigen::VectorXcd ket = product_ket(factors);
    kets_.push_back(factors);
    basis_.emplace_back(ket * ket.adjoint());
}

void SeparableCone::constrain(Sdp& problem, int first) const {
    const auto coefficients = [&](auto entries_of) {
        std::vector<std::vector<SdpEntry>> result(static_cast<std::size_t>(first + variables()));
        for (int i = 0; i < variables(); ++i) result[static_cast<std::size_t>(first + i)] = entries_of(i);
        return result;
    };
    if (ppt_) {
        const auto entries = [&](int i) { return hermitian_entries(all_, i); };
        problem.blocks.push_back({all_, {}, coefficients(entries)});
        problem.blocks.push_back(
            {all_, {}, coefficients([&](int i) { return transposed_on_second(entries(i), dimensions_[1]); })});
        return;
    }
    for (int i = 0; i < variables(); ++i) {
        std::vector<std::vector<SdpEntry>> one(static_cast<std::size_t>(first + i + 1));
        one.back() = {{0, 0, 1.0}};
        problem.blocks.push_back({1, {}, std::move(one)});
    }
}

std::vector<double> SeparableCone::centre() const {
    if (!ppt_) return std::vector<double>(basis_.size(), 1.0 / static_cast<double>(basis_.size()));
    std::vector<double> z(basis_.size(), 0.0);
    for (int i = 0; i < all_; ++i) z[static_cast<std::size_t>(i)] = 1.0 / all_;
    return z;
}

Eigen::MatrixXcd SeparableCone::matrix(const double* z) const {
    Eigen::MatrixXcd sum = Eigen::MatrixXcd::Zero(all_, all_);
    for (std::size_t i = 0; i < basis_.size(); ++i) sum += z[i] * basis_[i];
    return sum;
}

SeparableCandidate SeparableCone::candidate(const double* z) const {
    SeparableCandidate result;
    if (ppt_) {
        result.matrix = matrix(z);
    } else {
        result.weights.assign(z, z + basis_.size());
        result.kets = kets_;
    }
    return result;
}

void SeparableCone::drop_columns(const double* z) {
    const double total = std::accumulate(z, z + kets_.size(), 0.0);
    std::size_t kept = first_kets_;
    for (std::size_t k = first_kets_; k < kets_.size(); ++k) {
        if (z[k] < hardly_any * total) continue;
        if (kept != k) {
            kets_[kept] = std::move(kets_[k]);
            basis_[kept] = std::move(basis_[k]);
        }
        ++kept;
    }
    kets_.resize(kept);
    basis_.resize(kept);
}

double SeparableCone::add_columns(const Eigen::MatrixXcd& m) {
    double largest = 0.0;
    const std::size_t known = kets_.size();
    // climbs from kets that are in already, party by party: each turn takes the best ket of one party
    for (std::size_t start = 0; start < known && start < 24; ++start) {
        std::vector<Eigen::VectorXcd> factors = kets_[known - 1 - start];
        double value = 0.0;
        for (int round = 0; round < 40; ++round) {
            const double before = value;
            for (std::size_t party = 0; party < factors.size(); ++party) {
                const Spectrum spectrum = spectrum_of(what_is_left(m, factors, party));
                factors[party] = spectrum.vectors.rightCols(1);
                value = spectrum.values(spectrum.values.size() - 1);
            }
            if (!(value > before * (1.0 + 1e-9))) break;
        }
        largest = std::max(largest, value);
        const Eigen::VectorXcd ket = product_ket(factors);
        bool is_new = value > 1.0 + 1e-7;
        for (const auto& one : basis_) is_new = is_new && (ket.adjoint() * one * ket)(0, 0).real() < 1.0 - 1e-10;
        if (is_new) add_ket(factors);
    }
    return largest;
}

}  // namespace keybound
