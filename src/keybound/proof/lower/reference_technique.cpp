#include "keybound/proof/lower/reference_technique.hpp"

#include "keybound/core/units.hpp"
#include "keybound/proof/lower/loss_tolerant_coin.hpp"

namespace keybound {

Outcome<PhaseErrorBound> prove_reference_technique(const Link& link) {
    Outcome<PhaseErrorBound> outcome = prove_by_target_reference(link, reference_phase_error);
    if (!outcome.has_value() || link.fibre_km == 0.0) return outcome;
    PhaseErrorBound result = outcome.value();
    result.repetition_rate_ceiling_hz = fibre_light_speed_km_per_second / link.fibre_km;
    return Outcome<PhaseErrorBound>::proved(std::move(result));
}

}  // namespace keybound
