#include "keybound/proof/upper/relative_entropy_of_entanglement.hpp"

#include "keybound/proof/private_state_bounds.hpp"
#include "keybound/proof/upper/covariant_channel.hpp"
#include "keybound/proof/upper/shared_state_ceiling.hpp"
#include "keybound/proof/upper/state_entanglement.hpp"

namespace keybound {

Outcome<RateCeiling> prove_relative_entropy_of_entanglement(const Link& link) {
    if (link.private_state) return private_state_relative_entropy(link);
    if (link.channel_map) return channel_relative_entropy(link);
    if (!link.shared) return prove_entanglement_of_measured_state(link);
    const SharedState& state = *link.shared;
    if (state.leak_model != SharedState::LeakModel::uniform) return Outcome<RateCeiling>::not_applicable(needs_uniform_leak);
    const LeakyState leaky(state, state.one_side_leaks());
    const double fidelity = leaky.visibility + leaky.white;
    PeakedCeiling found{};
    found.peak = peak_above(fidelity, fidelity);
    found.rest = rest_below((state.dimension + 1.0) * leaky.white);
    found.cells = state.dimension;
    found.factor = leaky.kept;
    found.visibility_threshold = leaky.kept == 0.0 ? 1.0 : visibility_threshold(state, 0.0);
    return proved_ceiling(state, found);
}

Outcome<RateCeiling> conclude_relative_entropy_of_entanglement(const Link& link, const std::vector<EvidenceItem>& items) {
    const bool of_matrix = link.measured && !link.shared;  // all others are closed forms
    return of_matrix ? conclude_entanglement_of_measured_state(link, items) : prove_relative_entropy_of_entanglement(link);
}

}  // namespace keybound
