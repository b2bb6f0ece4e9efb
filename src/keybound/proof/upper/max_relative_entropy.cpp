#include "keybound/proof/upper/max_relative_entropy.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

#include "keybound/core/rounding.hpp"
#include "keybound/proof/private_state_bounds.hpp"
#include "keybound/proof/upper/channel_entanglement.hpp"
#include "keybound/proof/upper/split_ceiling.hpp"

namespace keybound {

namespace {

double log2_1p(double x) { return std::log1p(x) / std::numbers::ln2; }

// 1 + log2 of the largest share of a maximally entangled state: twice the separable state of share 1/2 is enough.
std::optional<UpperBound> closed_form(const ChannelMap& map) {
    const double p = map.parameter;
    if (map.private_state) return private_channel_entanglement(map.private_state->error());
    if (map.kind == "erasure") return UpperBound{rounding::up(log2_1p(1.0 - p), 8)};
    std::optional<double> lost;  // 1 - that share
    if (map.kind == "depolarising") lost = 0.75 * p;
    if (map.kind == "dephasing") lost = std::min(p, 1.0 - p);
    if (!lost) return std::nullopt;
    if (*lost >= 0.5) return UpperBound{0.0};
    return UpperBound{rounding::up(1.0 + log2_1p(-*lost), 16, 1.0)};
}

SmallMatrix cover_in(const std::vector<EvidenceItem>& items) {
    for (const EvidenceItem& item : items) {
        if (item.name != "cover") continue;
        const SmallMatrix cover = matrix_of(item);
        if (cover.size() > 0 && cover.rows() == cover.cols()) return cover;
    }
    return {};
}

Outcome<RateCeiling> ceiling_of(const ChannelMap& map, const std::vector<EvidenceItem>* items) {
    if (const auto bits = closed_form(map)) return Outcome<RateCeiling>::proved(RateCeiling{*bits});
    return ceiling_of_choi(map.choi_state.value(), items);
}

}  // namespace

Outcome<RateCeiling> ceiling_of_choi(const ChoiState& choi, const std::vector<EvidenceItem>* items) {
    using Result = Outcome<RateCeiling>;
    if (decided_by_transposition(choi) && stays_positive(choi) == Transposable::yes) {
        return Result::proved(RateCeiling{UpperBound{0.0}});  // the channel breaks entanglement
    }
    const auto cover = items == nullptr ? separable_cover(choi) : certified_cover(choi, cover_in(*items));
    if (!cover) return Result::undecided("no separable operator could be certified to cover the Choi state");
    RateCeiling result{cover->bits};
    result.evidence.add_matrix("cover", cover->cover);
    return Result::proved(std::move(result));
}

Outcome<RateCeiling> prove_max_relative_entropy(const Link& link) { return ceiling_of(link.channel_map.value(), nullptr); }

Outcome<RateCeiling> conclude_max_relative_entropy(const Link& link, const std::vector<EvidenceItem>& items) {
    return ceiling_of(link.channel_map.value(), &items);
}

}  // namespace keybound
