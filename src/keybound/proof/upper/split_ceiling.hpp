// Upper bounds from splits of a state (state_split.hpp), one split for each announced setting and cut.
#pragma once

#include <optional>
#include <vector>

#include "keybound/proof/finding.hpp"
#include "keybound/proof/upper/state_split.hpp"

namespace keybound {

// Proposes a split for each setting of link.measured, across each cut of one party from the others, and concludes from it. The
// rate is the average over the settings for the cut where that is least. The evidence holds the proposals, cut by cut.
Outcome<RateCeiling> prove_split_ceiling(const Link& link, SplitCandidate (*propose)(const SplitProblem&));

// The same bound from proposals in evidence, whoever made them.
Outcome<RateCeiling> conclude_split_ceiling(const Link& link, const std::vector<EvidenceItem>& items);

// Evidence of an operator that is claimed to be separable: "separable", or "product_weights" and "product_kets".
void add_evidence(Evidence& evidence, const SeparableCandidate& candidate);

// Complex numbers of an item as a matrix of at most 16 x 16; empty if it is none.
SmallMatrix matrix_of(const EvidenceItem& item);

// The next candidate in the items from `position` on, which moves behind it; none if there is none.
std::optional<SeparableCandidate> read_separable(const std::vector<EvidenceItem>& items, std::size_t& position,
                                                 const std::vector<int>& dimensions);

}  // namespace keybound
