// How much of a whole table perfect rounds and a local model explain; docs/theory/local-convex-combination.md, 5.
#pragma once

#include <vector>

#include "keybound/proof/upper/correlation_mixture.hpp"

namespace keybound {

// Perfect rounds: phi+ in settings that violate CHSH most, with any sign turned around, their key bits alike and uniform.
struct LocalShare {
    double nonlocal = 1.0;      // w: weight of perfect rounds, rounded upward
    double local_errors = 0.0;  // t: of local rounds whose key bits differ, a0 = 0 as often as 1; rounded downward
    double doubt = 0.0;         // of the table's entries, that of its moments
    Evidence evidence = {};
};

// The smallest share of perfect rounds that the programme finds.
Outcome<LocalShare> local_share(const Link& link);

// The same from the mixture in the evidence; undecided if other rounds are in it.
Outcome<LocalShare> local_share(const Link& link, const std::vector<EvidenceItem>& items);

}  // namespace keybound
