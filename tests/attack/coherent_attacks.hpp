// The best of all coherent attacks on one or two rounds, by a semidefinite programme on Alice's registers:
//   maximise sum_o Tr(W_o X_o)  over  X_o >= 0,  sum_o X_o = state of the registers,
// one X_o for each string o of outcomes. Whatever Eve does is such a family, for the registers never leave the laboratory; and
// each family is an attack. Dual: minimise Tr(K state) with K >= W_o.
#pragma once

#include <vector>

#include "attack/finite_instance.hpp"
#include "attack/see_saw.hpp"
#include "attack/see_saw_programme.hpp"

namespace keybound::test {

// The state of the register after sum_j sqrt(p_j) |j> psi_j was sent, and that of two rounds.
SmallMatrix register_state(const FiniteInstance& instance, const std::array<Ket, 4>& emitted);
SmallMatrix two_rounds(const SmallMatrix& first, const SmallMatrix& second);

// Values are in units of the worth of a run without detections, if that is positive, and above it.
struct CoherentOptimum {
    double at_most = 0.0;  // from K, repaired by its certified least eigenvalues: no attack exceeds it
    double reached = 0.0;  // by `attack`, which obeys its equations up to `residual`
    double residual = 0.0;
    std::vector<Matrix> attack;  // X_o, that of no detections first; with Z tests only those of Bob's X outcomes
};

CoherentOptimum best_coherent_attack(const AveragedWeights& weights, const SmallMatrix& state);

// One round: the admissible source that allows most. No attack on any source exceeds `at_most`.
struct WorstSource {
    SideChannel side{};
    double at_most = 0.0;
};
WorstSource worst_source(const FiniteInstance& instance, const AveragedWeights& weights);

}  // namespace keybound::test
