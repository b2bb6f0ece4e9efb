#include "keybound/proof/lower/leaky_decoy_joint.hpp"

#include <optional>

#include "keybound/opt/backends/clp.hpp"
#include "keybound/proof/lower/decoy_evidence.hpp"
#include "keybound/proof/lower/decoy_states.hpp"

namespace keybound {

SeenOfPulses seen_of(const DecoyPulses& pulses) {
    return {mean_gains(pulses, false, true), mean_gains(pulses, false, false), mean_gains(pulses, true, false)};
}

Outcome<PhaseErrorBound> prove_by_planes(const Link& link, const std::vector<EvidenceItem>* items, FindCertificate find,
                                         CertifyBound certify) {
    using Result = Outcome<PhaseErrorBound>;
    if (const auto objection = objection_to_pulses(link)) return *objection;
    const DecoyPulses& pulses = *link.decoy;
    const ReferencePulses reference = reference_pulses(link);
    const SeenOfPulses seen = seen_of(pulses);
    const auto certificate = items != nullptr ? joint_certificate_in(*items) : std::optional(find(reference, seen, solve_clp));
    if (!certificate) return Result::undecided("the evidence holds no complete certificate");
    PhaseErrorBound result = finding_of(certify(reference, seen, *certificate), *certificate, reference.numbers.high[0][1]);
    result.evidence.add("deficit", reference.deficit[1][0]);
    return Result::proved(std::move(result));
}

Outcome<PhaseErrorBound> prove_leaky_decoy_joint(const Link& link) {
    return prove_by_planes(link, nullptr, find_joint_certificate, certified_joint_bound);
}

Outcome<PhaseErrorBound> conclude_leaky_decoy_joint(const Link& link, const std::vector<EvidenceItem>& items) {
    return prove_by_planes(link, &items, find_joint_certificate, certified_joint_bound);
}

}  // namespace keybound
