// The linear programme over mixtures that show a table: strategies are always in it, composite rounds are added.
#pragma once

#include <vector>

#include "keybound/opt/lp.hpp"
#include "keybound/opt/lp_solver.hpp"
#include "keybound/proof/upper/composite_pricing.hpp"
#include "keybound/proof/upper/correlation_mixture.hpp"

namespace keybound {

// Columns: what is above a weight of 1, the strategies, then composite rounds at the key that they give. Rows: the moments,
// then the weight, which leaves some white noise.
class CorrelationProgramme {
 public:
    explicit CorrelationProgramme(const KnownMoments& moments);

    void add(const CompositeRound& round);
    LpSolution solve() const;
    Prices prices(const LpSolution& solution) const;
    CorrelationMixture mixture(const LpSolution& solution) const;

 private:
    void add(const Moments& moments, double cost);

    Lp lp_;
    std::vector<CompositeRound> rounds_;
};

}  // namespace keybound
