// Isotropic states, measurements and correlations as explicit matrices and tables; shares no formula with the closed forms.
#pragma once

#include <Eigen/Core>
#include <complex>
#include <vector>

#include "support/samples.hpp"

namespace keybound::test {

using ComplexMatrix = Eigen::MatrixXcd;
using ComplexVector = Eigen::VectorXcd;

ComplexMatrix kron(const ComplexMatrix& a, const ComplexMatrix& b);
ComplexVector kron(const ComplexVector& a, const ComplexVector& b);
ComplexMatrix projector(const ComplexVector& ket);
ComplexMatrix identity(int n);
int power(int base, int exponent);

// sum_i |i..i>/sqrt(d)
ComplexVector ghz(int d, int parties);
ComplexMatrix isotropic(int d, int parties, double v);

// The separable isotropic state of largest visibility, (GHZ + 1/d)/(1 + D).
ComplexMatrix separable_isotropic(int d, int parties);

struct ProductTerm {
    double weight;
    std::vector<ComplexVector> kets;  // one per party

    ComplexMatrix matrix() const;
};

// Phases of thirds of a turn that cancel between the parties: 3^((d-1)(N-1)) vectors, whose mean is
// (d GHZ + 1 - sum_i |i..i><i..i|)/d^N.
std::vector<ProductTerm> phase_states(int d, int parties);
std::vector<ProductTerm> diagonal_states(int d, int parties);
// The separable isotropic state as a mixture of product vectors.
std::vector<ProductTerm> product_decomposition(int d, int parties);
ComplexMatrix mixture(const std::vector<ProductTerm>& terms);

double least_eigenvalue(const ComplexMatrix& matrix);
// Y D(tau/Y || sigma) in bits, Y the trace of tau, by eigenvectors.
double relative_entropy(const ComplexMatrix& tau, const ComplexMatrix& sigma);

// Rank-one elements, as columns whose squared lengths are the weights; they sum to 1.
using Measurement = ComplexMatrix;

ComplexMatrix random_gaussian(Random& random, int rows, int columns);
ComplexMatrix orthonormal(const ComplexMatrix& m);

// `outcomes` = d: a random basis. More: the first d rows of a random unitary of that size.
Measurement random_measurement(Random& random, int d, int outcomes);

// Probabilities of all outcomes of all parties, the last party's fastest.
struct Table {
    std::vector<int> sizes;
    std::vector<double> p;

    std::vector<int> outcome(std::size_t cell) const;
};

Table empty_table(const std::vector<Measurement>& settings);
// The ket of one outcome of the first parties, as many as there are settings.
ComplexVector outcome_ket(const std::vector<Measurement>& settings, const std::vector<int>& outcome);
// Born's rule.
Table born(const ComplexMatrix& state, const std::vector<Measurement>& settings);
// The same for a pure state.
Table born(const ComplexVector& state, const std::vector<Measurement>& settings);

// Each party's outcomes thrown together into fewer.
Table coarse_grained(const Table& fine, const std::vector<std::vector<int>>& classes, const std::vector<int>& sizes);

// Weight times total correlation, in bits:  sum P log P + (N-1) p log p - sum_i sum_a P_i log P_i.
double multi_information(const Table& table);

}  // namespace keybound::test
