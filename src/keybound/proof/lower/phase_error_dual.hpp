// Linear bounds on the phase-error rate: what multipliers are, and what any of them prove. Shared by the proofs
// `loss-tolerant-coin-optimal`, `loss-tolerant-coin-z` and `joint-sdp`; derivation in docs/theory/phase-error-dual.md.
//
// With X_b = (<psi_j|M_b|psi_k>) of Bob's X outcomes, the same for Z, and the Gram matrix G of the emitted states,
//   Lambda_b + Omega - M >= C_b,  Lambda^Z_b + M >= 0  (b = 0, 1),  Omega >= 0   imply for every attack
//   e_ph Y_Z <= sum lambda_bj p_bj + sum lambda^Z_bj p^Z_bj + h(Omega),   h(Omega) = max Tr(Omega G) over admissible sources.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "keybound/proof/finding.hpp"
#include "keybound/proof/lower/linear_bound.hpp"
#include "keybound/proof/lower/phase_error_frame.hpp"

namespace keybound {

// A candidate. Sizes: n settings, d dimensions of the states, m = weight.rows() is n or the frame's null_dimensions.
struct PhaseErrorMultipliers {
    std::array<std::array<double, max_settings>, 2> lambda{};  // lambda_bj of p_bj, Bob's basis X
    std::array<double, 2> lambda_z{};  // of the bit errors: lambda_z[0] of p^Z_{0,1Z}, lambda_z[1] of p^Z_{1,0Z}
    SmallMatrix mismatch;              // M, n x n, or empty for M = 0
    SmallMatrix weight;                // w, m x m: Omega = F w F^dagger with the first m columns of F
    SmallMatrix ket_part;              // P, d x d, or empty for P = 0
    Eigen::Matrix<Complex, Eigen::Dynamic, 1, Eigen::ColMajor, max_settings, 1> overlap_part;  // z_j, or empty for z = 0
    SmallVector gram_part;  // y_j with [[P, z_j phi_j], [., diag y]] >= L Omega L^dagger, L = (Phi S; D)
};

// What any candidate whatever proves after repair: the statistics only say which multipliers are cheap to lift.
struct CertifiedDual {
    LinearBound bound;
    std::array<double, 7> margins{};  // as in the evidence, below
    Complex phase = 1.0;              // of the virtual states
};
Outcome<CertifiedDual> certify_phase_error_dual(const Link& link, const PhaseErrorMultipliers& candidate);

// The items of the evidence: the candidate, and what its repair did.
Evidence dual_evidence(const PhaseErrorMultipliers& candidate, const CertifiedDual& certified);

// The bound that any candidate whatever proves for these statistics. Its evidence holds the candidate and the `margins` by
// which the repair moved it: delta_0, delta_1 (of least_lift), what M, w, P and y were lifted by, times the identity, and what
// h hides. Nonsense gives 1/2 or "undecided", never a number that is too small. Negative bounds, multipliers beyond 1000
// (lambda_z: 100000) and statistics whose Z and X yields differ are undecided.
Outcome<PhaseErrorBound> conclude_phase_error_dual(const Link& link, const PhaseErrorMultipliers& candidate);

// The candidate in such evidence, so that concluding again gives the same digits; empty if items are missing or of the wrong
// shape.
std::optional<PhaseErrorMultipliers> multipliers_of(const std::vector<EvidenceItem>& items);

// C_b of the phase error, n x n: errors are outcome 1 of u_0 and outcome 0 of u_1.
SmallMatrix phase_error_operator(int outcome, Complex phase, int settings);

}  // namespace keybound
