// Photon numbers of phase-randomised laser pulses.
//
// Random phases from all of [0, 2 pi) leave a mixture of Fock states with Poisson weights; random phases 2 pi k/N leave N
// pseudo-Fock states, state n < N with the weights of n, n + N, n + 2N, ... together.
// Source: Cao, Zhang, Lo, Ma, NJP 17, 053014 (2015) for discrete phases.
#pragma once

namespace keybound {

// e^-mu mu^n / n!; relative error of a few units in the last place. mu >= 0, n >= 0.
double poisson(int n, double mean);

// Sum of poisson(k, mean) over k >= n, as a sum of positive terms: accurate also where it is tiny.
double poisson_tail(int n, double mean);

// Sum over l >= 0 of poisson(l phases + n, mean).
double pseudo_fock_probability(int n, int phases, double mean);

// At least 1 - the overlap of the pseudo-Fock states n of two intensities, sum_l sqrt(P_l(a) P_l(b)) with P_l normalised; in
// [0, 1], larger than the exact value by 1e-26 and where the intensities are so close that its digits are lost.
double pseudo_fock_overlap_deficit(int n, int phases, double mean_a, double mean_b);

}  // namespace keybound
