#include "attack/entangled.hpp"

#include <cmath>

#include "support/eigensystem.hpp"

namespace keybound::test {

ComplexMatrix kron(const ComplexMatrix& a, const ComplexMatrix& b) {
    ComplexMatrix result(a.rows() * b.rows(), a.cols() * b.cols());
    for (Eigen::Index i = 0; i < a.rows(); ++i)
        for (Eigen::Index j = 0; j < a.cols(); ++j) result.block(i * b.rows(), j * b.cols(), b.rows(), b.cols()) = a(i, j) * b;
    return result;
}

ComplexVector kron(const ComplexVector& a, const ComplexVector& b) {
    ComplexVector result(a.size() * b.size());
    for (Eigen::Index i = 0; i < a.size(); ++i) result.segment(i * b.size(), b.size()) = a(i) * b;
    return result;
}

ComplexMatrix projector(const ComplexVector& ket) { return ket * ket.adjoint(); }

int power(int base, int exponent) { return exponent == 0 ? 1 : base * power(base, exponent - 1); }

ComplexVector ghz(int d, int parties) {
    ComplexVector ket = ComplexVector::Zero(power(d, parties));
    int step = 0;
    for (int k = 0; k < parties; ++k) step = step * d + 1;
    for (int i = 0; i < d; ++i) ket(i * step) = 1.0 / std::sqrt(d);
    return ket;
}

ComplexMatrix identity(int n) { return ComplexMatrix::Identity(n, n); }

ComplexMatrix isotropic(int d, int parties, double v) {
    const int n = power(d, parties);
    return v * projector(ghz(d, parties)) + (1.0 - v) / n * ComplexMatrix::Identity(n, n);
}

ComplexMatrix separable_isotropic(int d, int parties) {
    const int n = power(d, parties);
    const double others = n / d;
    return (projector(ghz(d, parties)) + ComplexMatrix::Identity(n, n) / d) / (1.0 + others);
}

ComplexMatrix ProductTerm::matrix() const {
    ComplexVector ket = ComplexVector::Ones(1);
    for (const ComplexVector& factor : kets) ket = kron(ket, factor);
    return projector(ket);
}

std::vector<ProductTerm> phase_states(int d, int parties) {
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

std::vector<ProductTerm> diagonal_states(int d, int parties) {
    std::vector<ProductTerm> terms;
    for (int i = 0; i < d; ++i)
        terms.push_back({1.0 / d, std::vector<ComplexVector>(static_cast<std::size_t>(parties), ComplexVector::Unit(d, i))});
    return terms;
}

std::vector<ProductTerm> product_decomposition(int d, int parties) {
    const double others = power(d, parties - 1);
    std::vector<ProductTerm> terms = phase_states(d, parties);
    for (ProductTerm& term : terms) term.weight *= others / (1.0 + others);
    for (ProductTerm& term : diagonal_states(d, parties)) {
        term.weight /= 1.0 + others;
        terms.push_back(term);
    }
    return terms;
}

ComplexMatrix mixture(const std::vector<ProductTerm>& terms) {
    ComplexMatrix sum = ComplexMatrix::Zero(terms[0].matrix().rows(), terms[0].matrix().cols());
    for (const ProductTerm& term : terms) sum += term.weight * term.matrix();
    return sum;
}

double least_eigenvalue(const ComplexMatrix& matrix) { return Eigensystem(matrix).eigenvalues()(0); }

double relative_entropy(const ComplexMatrix& tau, const ComplexMatrix& sigma) {
    const double weight = tau.trace().real();
    const Eigensystem one(tau / weight), other(sigma);
    double result = 0.0;
    for (Eigen::Index i = 0; i < one.eigenvalues().size(); ++i) {
        const double p = one.eigenvalues()(i);
        if (p <= 1e-14) continue;
        result += p * std::log2(p);
        for (Eigen::Index k = 0; k < other.eigenvalues().size(); ++k) {
            const double overlap = std::norm(other.eigenvectors().col(k).dot(one.eigenvectors().col(i)));
            if (overlap > 1e-20) result -= p * overlap * std::log2(other.eigenvalues()(k));
        }
    }
    return weight * result;
}

ComplexMatrix random_gaussian(Random& random, int rows, int columns) {
    std::normal_distribution<double> normal;
    ComplexMatrix m(rows, columns);
    for (int i = 0; i < rows; ++i)
        for (int j = 0; j < columns; ++j) m(i, j) = {normal(random), normal(random)};
    return m;
}

ComplexMatrix orthonormal(const ComplexMatrix& m) { return unitary_part(m) * ComplexMatrix::Identity(m.rows(), m.cols()); }

Measurement random_measurement(Random& random, int d, int outcomes) {
    return orthonormal(random_gaussian(random, outcomes, outcomes)).topRows(d);
}

std::vector<int> Table::outcome(std::size_t cell) const {
    std::vector<int> a(sizes.size());
    for (std::size_t j = sizes.size(); j-- > 0; cell /= static_cast<std::size_t>(sizes[j]))
        a[j] = static_cast<int>(cell % static_cast<std::size_t>(sizes[j]));
    return a;
}

Table empty_table(const std::vector<Measurement>& settings) {
    Table table;
    std::size_t cells = 1;
    for (const Measurement& m : settings) {
        table.sizes.push_back(static_cast<int>(m.cols()));
        cells *= static_cast<std::size_t>(m.cols());
    }
    table.p.assign(cells, 0.0);
    return table;
}

ComplexVector outcome_ket(const std::vector<Measurement>& settings, const std::vector<int>& outcome) {
    ComplexVector ket = ComplexVector::Ones(1);
    for (std::size_t j = 0; j < settings.size(); ++j) ket = kron(ket, ComplexVector(settings[j].col(outcome[j])));
    return ket;
}

Table born(const ComplexMatrix& state, const std::vector<Measurement>& settings) {
    Table table = empty_table(settings);
    for (std::size_t cell = 0; cell < table.p.size(); ++cell) {
        const ComplexVector ket = outcome_ket(settings, table.outcome(cell));
        table.p[cell] = ket.dot(state * ket).real();
    }
    return table;
}

Table born(const ComplexVector& state, const std::vector<Measurement>& settings) {
    Table table = empty_table(settings);
    for (std::size_t cell = 0; cell < table.p.size(); ++cell)
        table.p[cell] = std::norm(outcome_ket(settings, table.outcome(cell)).dot(state));
    return table;
}

Table coarse_grained(const Table& fine, const std::vector<std::vector<int>>& classes, const std::vector<int>& sizes) {
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

double multi_information(const Table& table) {
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
