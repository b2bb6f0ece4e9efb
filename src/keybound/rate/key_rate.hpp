// The only place where a bound becomes a key rate.
#pragma once

#include "keybound/core/bounds.hpp"
#include "keybound/protocol/link.hpp"

namespace keybound {

// Asymptotic secret bits per pulse:  max(0, s Y_Z [1 - h(e_ph) - f h(e_Z)]),  s the sifting probability; rounded downward.
// Source: Shor, Preskill, PRL 85, 441 (2000); Koashi, NJP 11, 045018 (2009). NaN anywhere gives 0.
LowerBound asymptotic_key_rate(const Link& link, UpperBound phase_error_rate);

}  // namespace keybound
