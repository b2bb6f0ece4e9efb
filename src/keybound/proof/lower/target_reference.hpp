// Target and reference states of the loss-tolerant coin.
//
// A relation |u_D><u_D| = sum_j c_Dj |phi_j><phi_j| is sorted by sign: negative terms join the virtual state in the target
// (a_Dj = max(0, -c_Dj)), positive ones make the reference (r_Dj = max(0, c_Dj)):
//   Tar = sum_D |D> ( |vir> u_D + sum_j sqrt(a_Dj) |j> psi_j ),   Ref = sum_D |D> sum_j sqrt(r_Dj) |j'_D> psi_j.
// Any coefficients and any orthonormal |j'> give a valid bound as long as the residual |sum_j v_j phi_j| is counted.
#pragma once

#include "keybound/proof/lower/coin_inequality.hpp"
#include "keybound/proof/lower/loss_tolerant_relation.hpp"
#include "keybound/protocol/link.hpp"
#include "keybound/quantum/worst_case_gram.hpp"

namespace keybound {

struct TargetReference {
    Relation relation;              // after terms of rounding size were dropped
    SmallMatrix difference;         // V_jk = <v_j|v_k> with Tar - Ref = sum_j v_j (x) psi_j
    double residual = 0.0;          // upper bound on |sum_j v_j phi_j|; infinite if no orthonormal |j'> were found
    double target_weight = 1.0;     // |Tar|^2 = 1 + sum a
    double reference_weight = 0.0;  // |Ref|^2 = sum r
};

// Builds both states for the relation; coefficients of at most `drop_below` are left out.
TargetReference make_target_reference(const QubitKets& kets, const Relation& relation, double drop_below);

// An upper bound on || Tar - Ref || over every source within the leakage bounds, with its witness.
struct CoinDistance {
    double distance;
    WorstCaseGram gram;  // of V, or of V scaled by the leakages (relative to the largest) if that is better
    bool scaled = false;
};
CoinDistance coin_distance(const TargetReference& states, const Source& source);

// What Alice and Bob know of the two states' statistics. `probabilities`: x[j][b] of Bob's X basis.
CoinObservation observe(const TargetReference& states, const Statistics& statistics);

}  // namespace keybound
