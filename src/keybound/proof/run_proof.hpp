// What a proof gives for a run of finitely many pulses: the linear bound of its family that suits the run, and the tilt.
//
// The method `e-value` of finite/ gives outcome i of a run the weight 1 - s lambda_i x_i, x_i = 1 / (t_i p_i), where p_i is the
// probability of Alice's setting and t_i that a detected round is disclosed so. The multipliers that are best for infinitely
// many pulses put large lambda on rare outcomes; those that are best for a run minimise, together with the tilt s,
//   [ ln(1/eps_f) + N s h - sum_i n_i ln(1 - s lambda_i x_i) ] / ln(1 + s x_ph),
// which is quasi-convex in (s lambda, s Omega, s): docs/theory/finite-key.md. Any choice gives a valid bound.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "keybound/core/evidence.hpp"
#include "keybound/core/outcome.hpp"
#include "keybound/proof/lower/linear_bound.hpp"

namespace keybound {

struct RunDesign {
    std::array<double, max_settings> x{};  // 1 / (t_j p_j) of setting j and Bob's basis X
    std::array<double, 2> z_test{};        // the same for disclosed rounds in which both chose Z; 0 if there are none
    double phase_error = 0.0;              // x_ph = 1 / (P(Alice chose Z) P(key round, given that))
    double pulses = 0.0;                   // N
    double failure_term = 0.0;             // ln(1/eps_f)
    std::optional<double> tilt;            // s; empty: the best
    std::optional<double> dual_weight;     // mu of the coin; empty: the best
    double guessed_tilt = 0.0;             // where to begin, if above 0
    double guessed_errors = 0.0;           // the same for the bound
};

struct RunBound {
    LinearBound bound;
    double tilt;
    Evidence evidence;  // of the linear bound
};

struct RunProof {
    const char* dual;  // the name of [finite] dual that asks for it
    bool uses_z_tests;
    Outcome<RunBound> (*prove)(const Link&, const RunDesign&);
    // The linear bound again from its evidence, without a solver; the tilt is left at 0.
    Outcome<RunBound> (*conclude)(const Link&, const std::vector<EvidenceItem>&);
};

// The bound above on expected counts, as a guide for choices: not rounded outward. Infinite where a weight is not positive.
double expected_phase_errors(const LinearBound& bound, const Statistics& statistics, const RunDesign& design, double tilt);

// The tilt that makes it least.
double best_tilt(const LinearBound& bound, const Statistics& statistics, const RunDesign& design);

// Where a search may begin: the failure term equals what the spread of the counts costs, for multipliers of order 1.
double first_tilt(const Statistics& statistics, const RunDesign& design);

}  // namespace keybound
