// Isotropic states, measurements and correlations as explicit matrices and tables; shares no formula with the closed forms.
#pragma once

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

#include "support/samples.hpp"

namespace keybound::test {

using ComplexMatrix = Eigen::MatrixXcd;
using ComplexVector = Eigen::VectorXcd;

inline ComplexMatrix kron(const ComplexMatrix& a, const ComplexMatrix& b) {
    ComplexMatrix result(a.rows() * b.rows(), a.cols() * b.cols());
    for (Eigen::Index i = 0; i < a.rows(); ++i)
        for (Eigen::Index j = 0; j < a.cols(); ++j) result.block(i * b.rows(), j * b.cols(), b.rows(), b.cols()) = a(i, j) * b;
    return result;
}

inline ComplexVector kron(const ComplexVector& a, const ComplexVector& b) {
    ComplexVector result(a.size() * b.size());
    for (Eigen::Index i = 0; i < a.size(); ++i) result.segment(i * b.size(), b.size()) = a(i) * b;
    return result;
}

inline ComplexMatrix projector(const ComplexVector& ket) { return ket * ket.adjoint(); }

inline int power(int base, int exponent) { return exponent == 0 ? 1 : base * power(base, exponent - 1); }

// sum_i |i..i>/sqrt(d)
inline ComplexVector ghz(int d, int parties) {
    ComplexVector ket = ComplexVector::Zero(power(d, parties));
    int step = 0;
    for (int k = 0; k < parties; ++k) step = step * d + 1;
    for (int i = 0; i < d; ++i) ket(i * step) = 1.0 / std::sqrt(d);
    return ket;
}

inline ComplexMatrix isotropic(int d, int parties, double v) {
    const int n = power(d, parties);
    return v * projector(ghz(d, parties)) + (1.0 - v) / n * ComplexMatrix::Identity(n, n);
}

// The separable isotropic state of largest visibility, (GHZ + 1/d)/(1 + D).
inline ComplexMatrix separable_isotropic(int d, int parties) {
    const int n = power(d, parties);
    const double others = n / d;
    return (projector(ghz(d, parties)) + ComplexMatrix::Identity(n, n) / d) / (1.0 + others);
}

struct ProductTerm {
    double weight;
    std::vector<ComplexVector> kets;  // one per party

    ComplexMatrix matrix() const {
        ComplexVector ket = ComplexVector::Ones(1);
        for (const ComplexVector& factor : kets) ket = kron(ket, factor);
        return projector(ket);
    }
};

// Phases of thirds of a turn that cancel between the parties: 3^((d-1)(N-1)) vectors, whose mean is
// (d GHZ + 1 - sum_i |i..i><i..i|)/d^N.
inline std::vector<ProductTerm> phase_states(int d, int parties) {
    const int free = (d - 1) * (parties - 1), count = power(3, free);
    std::vector<ProductTerm> terms;
    for (int number = 0; number < count; ++number) {
        std::vector<int> digits(static_cast<std::size_t>(free));
        for (int k = 0, rest = number; k < free; ++k, rest /= 3) digits[static_cast<std::size_t>(k)] = rest % 3;
        ProductTerm term{1.0 / count, std::vector<ComplexVector>(static_cast<std::size_t>(parties), ComplexVector(d))};
        for (int i = 0; i < d; ++i) {
            int sum = 0;
            for (int j = 0; j < parties; ++j) {
                int turn = 0;
                if (j == parties - 1)
                    turn = -sum;
                else if (i > 0)
                    turn = digits[static_cast<std::size_t>(j * (d - 1) + i - 1)];
                sum += turn;
                term.kets[static_cast<std::size_t>(j)](i) = std::polar(1.0 / std::sqrt(d), turn * 2.0 * std::acos(-1.0) / 3.0);
            }
        }
        terms.push_back(term);
    }
    return terms;
}

inline std::vector<ProductTerm> diagonal_states(int d, int parties) {
    std::vector<ProductTerm> terms;
    for (int i = 0; i < d; ++i)
        terms.push_back({1.0 / d, std::vector<ComplexVector>(static_cast<std::size_t>(parties), ComplexVector::Unit(d, i))});
    return terms;
}

// The separable isotropic state as a mixture of product vectors.
inline std::vector<ProductTerm> product_decomposition(int d, int parties) {
    const double others = power(d, parties - 1);
    std::vector<ProductTerm> terms = phase_states(d, parties);
    for (ProductTerm& term : terms) term.weight *= others / (1.0 + others);
    for (ProductTerm& term : diagonal_states(d, parties)) {
        term.weight /= 1.0 + others;
        terms.push_back(term);
    }
    return terms;
}

inline ComplexMatrix mixture(const std::vector<ProductTerm>& terms) {
    ComplexMatrix sum = ComplexMatrix::Zero(terms[0].matrix().rows(), terms[0].matrix().cols());
    for (const ProductTerm& term : terms) sum += term.weight * term.matrix();
    return sum;
}

inline double least_eigenvalue(const ComplexMatrix& matrix) {
    return Eigen::SelfAdjointEigenSolver<ComplexMatrix>(matrix, Eigen::EigenvaluesOnly).eigenvalues()(0);
}

// Rank-one elements, as columns whose squared lengths are the weights; they sum to 1.
using Measurement = ComplexMatrix;

inline ComplexMatrix random_gaussian(Random& random, int rows, int columns) {
    std::normal_distribution<double> normal;
    ComplexMatrix m(rows, columns);
    for (int i = 0; i < rows; ++i)
        for (int j = 0; j < columns; ++j) m(i, j) = {normal(random), normal(random)};
    return m;
}

inline ComplexMatrix orthonormal(const ComplexMatrix& m) {
    return Eigen::HouseholderQR<ComplexMatrix>(m).householderQ() * ComplexMatrix::Identity(m.rows(), m.cols());
}

// `outcomes` = d: a random basis. More: the first d rows of a random unitary of that size.
inline Measurement random_measurement(Random& random, int d, int outcomes) {
    return orthonormal(random_gaussian(random, outcomes, outcomes)).topRows(d);
}

// Probabilities of all outcomes of all parties, the last party's fastest.
struct Table {
    std::vector<int> sizes;
    std::vector<double> p;

    std::vector<int> outcome(std::size_t cell) const {
        std::vector<int> a(sizes.size());
        for (std::size_t j = sizes.size(); j-- > 0; cell /= static_cast<std::size_t>(sizes[j]))
            a[j] = static_cast<int>(cell % static_cast<std::size_t>(sizes[j]));
        return a;
    }
};

inline Table empty_table(const std::vector<Measurement>& settings) {
    Table table;
    std::size_t cells = 1;
    for (const Measurement& m : settings) {
        table.sizes.push_back(static_cast<int>(m.cols()));
        cells *= static_cast<std::size_t>(m.cols());
    }
    table.p.assign(cells, 0.0);
    return table;
}

// Born's rule.
inline Table born(const ComplexMatrix& state, const std::vector<Measurement>& settings) {
    Table table = empty_table(settings);
    for (std::size_t cell = 0; cell < table.p.size(); ++cell) {
        const std::vector<int> a = table.outcome(cell);
        ComplexVector ket = ComplexVector::Ones(1);
        for (std::size_t j = 0; j < settings.size(); ++j) ket = kron(ket, ComplexVector(settings[j].col(a[j])));
        table.p[cell] = (ket.adjoint() * state * ket)(0).real();
    }
    return table;
}

// Each party's outcomes thrown together into fewer.
inline Table coarse_grained(const Table& fine, const std::vector<std::vector<int>>& classes, const std::vector<int>& sizes) {
    Table coarse{sizes, {}};
    std::size_t cells = 1;
    for (const int size : sizes) cells *= static_cast<std::size_t>(size);
    coarse.p.assign(cells, 0.0);
    for (std::size_t cell = 0; cell < fine.p.size(); ++cell) {
        const std::vector<int> a = fine.outcome(cell);
        std::size_t index = 0;
        for (std::size_t j = 0; j < a.size(); ++j)
            index = index * static_cast<std::size_t>(sizes[j]) +
                    static_cast<std::size_t>(classes[j][static_cast<std::size_t>(a[j])]);
        coarse.p[index] += fine.p[cell];
    }
    return coarse;
}

// Weight times total correlation, in bits:  sum P log P + (N-1) p log p - sum_i sum_a P_i log P_i.
inline double multi_information(const Table& table) {
    const auto plogp = [](double p) { return p > 0.0 ? p * std::log2(p) : 0.0; };
    double total = 0.0, result = 0.0;
    std::vector<std::vector<double>> marginals;
    for (const int size : table.sizes) marginals.emplace_back(static_cast<std::size_t>(size), 0.0);
    for (std::size_t cell = 0; cell < table.p.size(); ++cell) {
        total += table.p[cell];
        result += plogp(table.p[cell]);
        const std::vector<int> a = table.outcome(cell);
        for (std::size_t j = 0; j < a.size(); ++j) marginals[j][static_cast<std::size_t>(a[j])] += table.p[cell];
    }
    for (const auto& marginal : marginals)
        for (const double p : marginal) result -= plogp(p);
    return result + (static_cast<double>(table.sizes.size()) - 1.0) * plogp(total);
}

}  // namespace keybound::test
