#include "keybound/proof/upper/guessed_setting.hpp"

#include <algorithm>
#include <utility>

#include "keybound/core/rounding.hpp"

namespace keybound {

Outcome<RateCeiling> guessed_setting_ceiling(const Link& link) {
    using Result = Outcome<RateCeiling>;
    const ChannelMap& map = link.channel_map.value();
    if (map.kind != "erasure") return Result::not_applicable("needs quantum_channel.kind = \"erasure\"");
    const double m = map.receiver_settings;
    // 1 - e m/(m-1), with the probability e of an erasure
    RateCeiling result{UpperBound{std::max(0.0, rounding::up(1.0 - map.parameter * m / (m - 1.0), 8, 2.0))}};
    result.evidence.add("settings", m);
    return Result::proved(std::move(result));
}

}  // namespace keybound
