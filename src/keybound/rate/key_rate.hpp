// The only place where a bound becomes a key rate.
#pragma once

#include "keybound/core/bounds.hpp"
#include "keybound/proof/finding.hpp"

namespace keybound {

// Asymptotic secret bits per pulse:  max(0, s Y_Z [1 - h(e_ph) - f h(e_Z)]),  s the sifting probability; rounded downward.
// Source: Shor, Preskill, PRL 85, 441 (2000); Koashi, NJP 11, 045018 (2009). NaN anywhere gives 0.
LowerBound asymptotic_key_rate(const Link& link, UpperBound phase_error_rate);

// The same for whatever a proof found. Of laser pulses:  max(0, s [ p_1 Y_1 (1 - h(e_ph)) - f Q h(E/Q) ]),  Q and E/Q of the
// signal. Source: Gottesman, Lo, Lutkenhaus, Preskill, QIC 4, 325 (2004); Lo, Ma, Chen, PRL 94, 230504 (2005).
LowerBound asymptotic_key_rate(const Link& link, const PhaseErrorBound& found);

}  // namespace keybound
