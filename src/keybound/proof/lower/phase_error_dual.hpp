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

namespace keybound {

// Coordinates for Omega = F w F^dagger that keep every number of order 1 at any loss and leakage. F = basis diag(scale).
struct DualFrame {
    SmallMatrix basis;        // orthonormal columns; the first `null_dimensions` obey sum_j v_j sqrt(1 - eps_j) phi_j = 0
    int null_dimensions = 0;  // where a part of Omega costs only what leaked
    SmallVector scale;        // t_k
    SmallVector leakage;      // eps_j, not below the least that the scaling can carry; only for stating programmes
    double price = 0.0;       // largest of them over the key yield
    double weight_unit = 1.0; // s = min(1, sqrt(price)): the multipliers of the leaked part are of order s Y_Z
};

// Empty if the two key states coincide or nothing is ever detected.
std::optional<DualFrame> dual_frame(const Link& link);

// The phase of phi_1Z in the virtual states u_D = (phi_0Z +- e^{i alpha} phi_1Z)/2: any is valid; this one makes u_0 look
// like phi_0X, so that relations exist where they can. Empty if 0X is one of the key states.
std::optional<Complex> virtual_phase(const Source& source);

// A candidate. Sizes: n settings, d dimensions of the states, m = weight.rows() is n or the frame's null_dimensions.
struct PhaseErrorMultipliers {
    std::array<std::array<double, max_settings>, 2> lambda{};  // lambda_bj of p_bj, Bob's basis X
    std::array<double, 2> lambda_z{};  // of the bit errors: lambda_z[0] of p^Z_{0,1Z}, lambda_z[1] of p^Z_{1,0Z}
    SmallMatrix mismatch;              // M, n x n, or empty for M = 0
    SmallMatrix weight;                // w, m x m: Omega = F w F^dagger with the first m columns of F
    SmallMatrix ket_part;              // P, d x d, or empty for P = 0
    Eigen::Matrix<Complex, Eigen::Dynamic, 1, Eigen::ColMajor, max_settings, 1> overlap_part;  // z_j, or empty for z = 0
    SmallVector gram_part;             // y_j with [[P, z_j phi_j], [., diag y]] >= L Omega L^dagger, L = (Phi S; D)
};

// The bound that any candidate whatever proves after repair, with its evidence: nonsense gives 1/2 or "undecided", never a
// number that is too small. Negative bounds, multipliers beyond 1000 (lambda_z: 10000) and statistics whose Z and X yields
// differ are undecided.
Outcome<PhaseErrorBound> conclude_phase_error_dual(const Link& link, const PhaseErrorMultipliers& candidate);

// What conclude() left as evidence, back as a candidate; empty if items are missing or of the wrong shape.
std::optional<PhaseErrorMultipliers> multipliers_of(const std::vector<EvidenceItem>& items);

// C_b of the phase error, n x n: errors are outcome 1 of u_0 and outcome 0 of u_1.
SmallMatrix phase_error_operator(int outcome, Complex phase, int settings);

}  // namespace keybound
