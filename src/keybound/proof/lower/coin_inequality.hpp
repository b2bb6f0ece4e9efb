// The step that every coin-type proof ends with: from the distance of two superpositions to the phase-error rate.
//
// For any POVM {M_b} of Bob and any two un-normalised states Tar and Ref,
//   sum_{b = error, ok} ( sqrt T_b - sqrt R_b )^2 <= || Tar - Ref ||^2,      T_b = <Tar|M_b|Tar>, R_b alike,
// because each term is at most || sqrt(M_b) (Tar - Ref) ||^2. All but T_error is observed. Derivation, and why 1 - C is
// computed as below: docs/theory/loss-tolerant-coin.md.
#pragma once

#include "keybound/core/bounds.hpp"
#include "keybound/core/outcome.hpp"

namespace keybound {

// All are probabilities per pulse, un-normalised as the states are.
struct CoinObservation {
    double key_yield;         // Y_Z
    double target_total;      // T = T_error + T_ok
    double target_known;      // the part of T_error that is not a phase error and is observed
    double reference_error;   // R_error
    double reference_ok;      // R_ok
    double target_weight;     // |Tar|^2; the two differ when the relation behind the states holds only nearly
    double reference_weight;  // |Ref|^2
};

// e_ph <= [ T sin^2( asin sqrt(R_error/R) + arccos C ) - known ] / Y_Z,  2 sqrt(TR)(1 - C) = distance^2 - (sqrt T - sqrt R)^2,
// rounded upward; 1/2 where the formula gives more. `distance`: an upper bound on || Tar - Ref ||.
Outcome<UpperBound> coin_phase_error(const CoinObservation& observed, double distance);

// The weaker form of the reference technique: probabilities of all pulses instead of the detected ones, that is the same
// formula with T and R replaced by the weights of the two states. For equal weights nu it reads
//   asin sqrt(T_error/nu) <= asin sqrt(R_error/nu) + arccos(1 - distance^2 / (2 nu)).
Outcome<UpperBound> reference_phase_error(const CoinObservation& observed, double distance);

}  // namespace keybound
