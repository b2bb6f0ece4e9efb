// Mixtures of composite rounds, strategies and white noise that show a table; docs/theory/correlation-lp.md, 4. Any numbers are
// allowed as weights: what they miss of the table hides in the white noise, or the mixture proves nothing.
#pragma once

#include <vector>

#include "keybound/core/outcome.hpp"
#include "keybound/proof/finding.hpp"
#include "keybound/proof/upper/composite_round.hpp"

namespace keybound {

struct CorrelationMixture {
    std::vector<CompositeRound> rounds;
    std::vector<double> weights;     // of the rounds
    std::vector<double> strategies;  // of local_strategies many
};

// What any mixture proves of these moments.
struct MixtureCeiling {
    UpperBound key;    // per key round; 1 if the mixture does not show the table
    double noise;      // weight that is left for white noise
    double unmatched;  // white noise that it would take to hide what is missing, rounded upward
    bool matched() const { return unmatched <= noise; }
};
MixtureCeiling conclude_correlation_mixture(const KnownMoments& moments, const CorrelationMixture& mixture);

// The moments of what is seen of untrusted devices, or why there are none.
Outcome<KnownMoments> moments_of(const Link& link);

// Items `strategies`, `white_noise` and, unless there is none, `rounds`; docs/formats/evidence.md.
Evidence evidence_of(const CorrelationMixture& mixture, const MixtureCeiling& found);

// The mixture in such items; undecided if they hold none.
Outcome<CorrelationMixture> mixture_in(const std::vector<EvidenceItem>& items);

}  // namespace keybound
