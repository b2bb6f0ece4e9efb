#include "keybound/proof/lower/leaky_decoy_joint.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

#include "keybound/core/rounding.hpp"
#include "keybound/opt/backends/clp.hpp"
#include "keybound/proof/lower/decoy_evidence.hpp"
#include "keybound/proof/lower/decoy_states.hpp"
#include "keybound/quantum/entropy.hpp"

namespace keybound {

namespace {

constexpr std::size_t plane_numbers = 2 + max_outcomes;

void add_certificate(Evidence& evidence, const JointCertificate& certificate) {
    std::vector<double> planes;
    for (const OverlapPlane& plane : certificate.planes) {
        planes.push_back(plane.basis);
        planes.push_back(plane.intensity);
        planes.insert(planes.end(), plane.t.begin(), plane.t.end());
    }
    if (!planes.empty()) evidence.add_table("planes", plane_numbers, planes);
    evidence.add("tangents", std::span<const double>(certificate.tangents));
    evidence.add("multipliers", std::span<const double>(certificate.multipliers));
}

std::optional<JointCertificate> joint_certificate_in(const std::vector<EvidenceItem>& items) {
    JointCertificate certificate;
    bool complete = false;
    for (const EvidenceItem& item : items) {
        if (item.name == "planes" && item.columns == plane_numbers && item.real.size() == plane_numbers * item.rows) {
            for (std::size_t k = 0; k < item.rows; ++k) {
                const double* row = item.real.data() + plane_numbers * k;
                const auto whole = [](double x) { return x >= 0.0 && x < 1e3 ? static_cast<int>(x) : -1; };
                OverlapPlane plane{whole(row[0]), whole(row[1]), {}};
                std::copy_n(row + 2, max_outcomes, plane.t.begin());
                certificate.planes.push_back(plane);
            }
        }
        if (item.name == "tangents") certificate.tangents.assign(item.real.begin(), item.real.end());
        if (item.name == "multipliers") {
            certificate.multipliers.assign(item.real.begin(), item.real.end());
            complete = true;
        }
    }
    if (!complete) return std::nullopt;
    return certificate;
}

Outcome<PhaseErrorBound> bound(const Link& link, const std::vector<EvidenceItem>* items) {
    using Result = Outcome<PhaseErrorBound>;
    if (!link.decoy) return Result::not_applicable(needs_laser_pulses);
    const DecoyPulses& pulses = *link.decoy;
    if (!(link.statistics.key_yield() > 1e-100)) return Result::undecided("nothing is detected, or too rarely");
    if (!are_probabilities(pulses.statistics)) return Result::undecided("a gain is no probability");
    const ReferencePulses reference = reference_pulses(link);
    const SeenOfPulses seen = seen_of(pulses);
    const auto certificate =
        items != nullptr ? joint_certificate_in(*items) : std::optional(find_joint_certificate(reference, seen, solve_clp));
    if (!certificate) return Result::undecided("the evidence holds no complete certificate");
    const JointBound found = certified_joint_bound(reference, seen, *certificate);
    PhaseErrorBound result{UpperBound{0.5}};
    SinglePhotons single{LowerBound{0.0}, LowerBound{0.0}, std::nullopt};
    const double kept = 1.0 - binary_entropy(found.phase_error_rate);
    if (found.private_bits.value > 0.0 && kept > 1e-6) {
        result.phase_error_rate = UpperBound{found.phase_error_rate};
        single.detected =
            LowerBound{rounding::down(found.private_bits.value / kept, 8, found.private_bits.value / kept / kept)};
        single.yield = LowerBound{rounding::down(single.detected.value / reference.numbers.high[0][1], 2)};
    }
    result.single_photons = single;
    add_certificate(result.evidence, *certificate);
    result.evidence.add("private_bits", found.private_bits.value);
    result.evidence.add("deficit", reference.deficit[1][0]);
    return Result::proved(std::move(result));
}

}  // namespace

SeenOfPulses seen_of(const DecoyPulses& pulses) {
    return {mean_gains(pulses, false, true), mean_gains(pulses, false, false), mean_gains(pulses, true, false)};
}

Outcome<PhaseErrorBound> prove_leaky_decoy_joint(const Link& link) { return bound(link, nullptr); }

Outcome<PhaseErrorBound> conclude_leaky_decoy_joint(const Link& link, const std::vector<EvidenceItem>& items) {
    return bound(link, &items);
}

}  // namespace keybound
