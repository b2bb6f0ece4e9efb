// Private states, their partial transposes and separable states near them as explicit matrices of 4 d^2 rows; shares no formula
// with the closed forms.
//
// Row ((a d + i) 2 + b) d + j: key bits a, b and shields i, j of Alice and Bob.
#pragma once

#include "attack/entangled.hpp"

namespace keybound::test {

// Unitaries whose entries have the modulus 1/sqrt(d): Fourier's with random phases of rows and columns, rows exchanged.
ComplexMatrix flat_unitary(Random& random, int d);
ComplexMatrix hadamard(int d);

// (1-p)/2 on |00>, |11> with the shields' coherence X, p/2 on |01>, |10> with Y = sum_i |ii><ii|/d.
ComplexMatrix private_state(const ComplexMatrix& u, double p);

// Bob's system transposed; each side has `side` dimensions.
ComplexMatrix bob_transposed(const ComplexMatrix& matrix, int side);
ComplexMatrix alice_left(const ComplexMatrix& matrix, int side);

// Product vectors (|0,i> + w^k e^{-i arg u_ij} |1,j>) x (|0,j> + w^k |1,i>), w a third of a turn, evenly mixed; and the same
// with Bob's vector conjugated.
ComplexMatrix phase_mixture(const ComplexMatrix& u, bool conjugated);
// (|00><00| + |11><11|)/2 with maximally mixed shields.
ComplexMatrix even_keys(int d);

// D(tau||sigma) where sigma may lack rows that tau lacks too.
double relative_entropy_on_support(const ComplexMatrix& tau, const ComplexMatrix& sigma);
double von_neumann(const ComplexMatrix& state);

}  // namespace keybound::test
