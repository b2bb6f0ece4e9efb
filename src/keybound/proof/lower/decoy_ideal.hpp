// Lower bound `decoy-ideal`: decoy-state BB84 without leaks.
//
// Claim: the yield and the error rate of single photons are bounded by the gains of several intensities, and single photons of
//   perfect BB84 states have equal error rates in both bases.
// Source: Lo, Ma, Chen, PRL 94, 230504 (2005); Wang, PRL 94, 230503 (2005); discrete phases: Cao, Zhang, Lo, Ma, NJP 17, 053014
//   (2015). By linear programming instead of closed formulas, so at least as good as those (docs/theory/decoy-ideal.md).
// Hypotheses: A1-A3, A6, A7; source.leakage = 0; perfect states of each photon number.
// Inputs: gains and error gains per pulse, intensities in photons.
// Numerics: as for `leaky-decoy`.
// Origin: published.
#pragma once

#include "keybound/proof/finding.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_decoy_ideal(const Link& link);
Outcome<PhaseErrorBound> conclude_decoy_ideal(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
