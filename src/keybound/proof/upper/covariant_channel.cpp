#include "keybound/proof/upper/covariant_channel.hpp"

#include "keybound/core/rounding.hpp"
#include "keybound/quantum/entropy.hpp"

namespace keybound {

namespace {

// Bell-diagonal Choi states: 1 - h of the largest share, if it is above 1/2.
UpperBound bell_diagonal(double lost) {
    return UpperBound{lost >= 0.5 ? 0.0 : rounding::up(1.0 - binary_entropy(lost), 16, 1.0)};
}

}  // namespace

Outcome<RateCeiling> channel_relative_entropy(const Link& link) {
    using Result = Outcome<RateCeiling>;
    const ChannelMap& map = link.channel_map.value();
    const double p = map.parameter;
    if (map.kind == "depolarising") return Result::proved(RateCeiling{bell_diagonal(0.75 * p)});
    if (map.kind == "dephasing") return Result::proved(RateCeiling{bell_diagonal(p <= 0.5 ? p : 1.0 - p)});
    if (map.kind == "erasure") return Result::proved(RateCeiling{UpperBound{rounding::up(1.0 - p, 1, 1.0)}});
    return Result::not_applicable(
        "needs a channel that teleportation over its Choi state simulates, which is shown of depolarising, dephasing and "
        "erasure");
}

}  // namespace keybound
