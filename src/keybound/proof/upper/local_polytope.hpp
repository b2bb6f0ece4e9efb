// How far a table of correlations is explained by shared randomness.
//
// A strategy gives every setting of both parties its outcome beforehand; a table is local if it is a mixture of strategies
// (A. Fine, PRL 48, 291 (1982)). A linear programme proposes weights of strategies, or a Bell inequality. What is certified
// follows from either alone, whatever it is: an explicit mixture proves a table local, an inequality whose largest value over
// all strategies is known proves that another one is not. docs/theory/local-polytope.md.
//
// Tables come from floating point. A bound holds for every table without signalling whose entries are as near to those given as
// their own disagreement about marginals, and 2^-50; who disagrees by more than 1e-9 is refused with the trivial bound.
#pragma once

#include <vector>

#include "keybound/core/bounds.hpp"
#include "keybound/protocol/correlations.hpp"

namespace keybound {

// Outcomes that are independent of all else: probability of a (b) for each setting x (y), row by row.
struct LocalNoise {
    std::vector<double> alice, bob;
};
LocalNoise white_noise(const CorrelationTable& shape);

// The tables v full + (1 - v) noise.
struct NoisyTables {
    CorrelationTable full;
    LocalNoise noise;
};

// dA^mA dB^mB, or 0 if there are too many to go through, or the table is none.
int strategies_of(const CorrelationTable& shape);

// What strategy number k answers: Alice's outcomes for her settings, then Bob's for his.
void read_strategy(const CorrelationTable& shape, int k, std::vector<int>& outcomes);

// Weight of white noise that makes a small table without signalling, whose entries sum to 0 for each x, y and are known to
// within `error`, local when added: sums of  outcomes * max(-part)  over the marginals of each setting and what is left of each
// pair.
UpperBound noise_that_hides(const CorrelationTable& residual, double error);

// Of the largest v with a local table. `weights` of the strategies and `visibility` may be anything; so may `inequality`, one
// coefficient for each entry of the table.
LowerBound conclude_local_visibility(const NoisyTables& line, double visibility, const std::vector<double>& weights);
UpperBound conclude_local_visibility(const NoisyTables& line, const std::vector<double>& inequality);

// Of the largest weight of a local table in this one, the rest being probabilities.
LowerBound conclude_local_weight(const CorrelationTable& table, const std::vector<double>& weights);
UpperBound conclude_local_weight_by(const CorrelationTable& table, const std::vector<double>& inequality);

// What a solver proposes.
struct LocalCandidate {
    double value = 0.0;
    std::vector<double> weights;
    std::vector<double> inequality;
};
LocalCandidate propose_local_visibility(const NoisyTables& line);
LocalCandidate propose_local_weight(const CorrelationTable& table);

struct LocalInterval {
    LowerBound lower{0.0};
    UpperBound upper{1.0};
};
LocalInterval local_visibility(const NoisyTables& line);
LocalInterval local_weight(const CorrelationTable& table);

// With white noise: proved to have a local model up to there.
LowerBound certified_local_visibility(const CorrelationTable& at_full_visibility);

}  // namespace keybound
