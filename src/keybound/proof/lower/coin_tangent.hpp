// Linear bounds below which the coin inequality of `loss-tolerant-coin` never falls: its tangents, for finite keys.
//
// For any mu > 0 and any share alpha in (0, 1] of the first inequality,
//   T_e <= alpha [ (1 + mu) R_e + (1 + 1/mu) E_e ] + (1 - alpha) [ T - R_o / (1 + kappa) + E_o / kappa ]
// with kappa such that E_e and E_o have one weight w = alpha (1 + 1/mu), and E_e + E_o <= || Tar - Ref ||^2 (docs/theory/
// finite-key.md). T and R are sums of observed probabilities, so this is a LinearBound with Omega = w V^T.
#pragma once

#include <optional>

#include "keybound/proof/lower/linear_bound.hpp"
#include "keybound/proof/lower/target_reference.hpp"
#include "keybound/proof/run_proof.hpp"

namespace keybound {

// The pair of states that `loss-tolerant-coin` compares, and all that its linear bounds need.
struct CoinPair {
    TargetReference states;
    double distance;  // upper bound on || Tar - Ref ||
};

// The published coin's states for this source, by the relation of coplanar states or that of states in general position;
// without a choice by the first if it is exact, else by the second. Empty if there is none: degenerate states, or no qubits.
enum class CoinRelation { coplanar, general_position };
std::optional<CoinPair> coin_pair(const Source& source, CoinRelation which);
std::optional<CoinPair> coin_pair(const Source& source);

// The bound for these mu and alpha, its operator inequalities certified; 0 < share <= 1. Empty if they cannot be.
std::optional<LinearBound> coin_linear_bound(const CoinPair& pair, int settings, double mu, double share);

// The share at which the two inequalities touch the coin's at these statistics, given mu.
double touching_share(const CoinPair& pair, const Statistics& statistics, double mu);

// The coin's linear bound for a run: the best mu, or the given one, and its touching share. The better of the two relations,
// where they differ. The evidence is the two numbers and the relation.
Outcome<RunBound> prove_run_by_coin(const Link& link, const RunDesign& design);
Outcome<RunBound> conclude_run_by_coin(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
