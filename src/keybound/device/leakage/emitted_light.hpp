// What the source emits on purpose, as far as leakage models need it.
#pragma once

#include <optional>

namespace keybound {

struct EmittedLight {
    std::optional<double> largest_intensity = std::nullopt;  // photons per laser pulse; omitted: single photons
};

}  // namespace keybound
