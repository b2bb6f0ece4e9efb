#include "keybound/proof/lower/leaky_decoy_reference.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/rounding.hpp"
#include "keybound/opt/backends/clp.hpp"
#include "keybound/proof/lower/decoy_evidence.hpp"
#include "keybound/proof/lower/decoy_source.hpp"
#include "keybound/proof/lower/decoy_states.hpp"

namespace keybound {

namespace {

// Of single photons of the reference: the yield, and the probability that Bob errs in X.
struct Yields {
    double detections = 0.0;  // at least
    double errors = 1.0;      // at most
};

// sum_n mu^n / n! over the photon numbers of the reference: 1 / p_0.
double weight(const DecoyPulses& pulses, std::size_t i) {
    const double mean = pulses.intensities[i];
    if (pulses.phases == 0) return std::exp(mean);
    double term = 1.0, sum = 1.0;
    for (int n = 1; n < pulses.phases; ++n) sum += term *= mean / n;
    return sum;
}

// Of the reference, what the proof uses: detections in Z, errors in X.
struct UsedGains {
    Gains detections, errors;
};

UsedGains used_gains(const DecoyPulses& pulses, const Deficits& deficit) {
    const int count = static_cast<int>(pulses.intensities.size());
    return {gains_of_reference(mean_gains(pulses, false, true), deficit[1], count),
            gains_of_reference(mean_gains(pulses, true, false), deficit[0], count)};
}

// With signal mu, decoy nu and the vacuum:
//   Y_1 >= mu / (mu nu - nu^2) [ w_nu Q_nu - (nu/mu)^2 w_mu Q_mu - (1 - (nu/mu)^2) Q_0 ],   W_1 <= [ w_nu E_nu - E_0 ] / nu,
// for each decoy; the best.
Yields closed_form(const DecoyPulses& pulses, const UsedGains& gains) {
    const auto& [detections, errors] = gains;
    constexpr double roundings = 64;
    Yields best;
    const std::size_t vacuum = pulses.intensities.size() - 1;
    const double mu = pulses.intensities[0];
    const double signal = weight(pulses, 0) * detections.largest[0];
    for (std::size_t i = 1; i < vacuum; ++i) {
        const double nu = pulses.intensities[i], ratio = nu / mu, square = ratio * ratio, scale = weight(pulses, i);
        const double decoy = scale * detections.least[i];
        const double sum = decoy - square * signal - (1.0 - square) * detections.largest[vacuum];
        const double size = decoy + square * signal + detections.largest[vacuum];
        const double yield = rounding::down(rounding::down(sum, roundings, size) / (nu * (1.0 - ratio)), 8);
        best.detections = std::max(best.detections, yield);
        const double wrong = scale * errors.largest[i];
        const double error = rounding::up(rounding::up(wrong - errors.least[vacuum], roundings, wrong) / nu, 8);
        if (error >= 0.0) best.errors = std::min(best.errors, error);
    }
    return best;
}

bool has_vacuum(const DecoyPulses& pulses) { return pulses.intensities.back() == 0.0 && pulses.intensities.size() >= 3; }

// From yields of the reference to the single photons that really leave: P_1 and P_ph lie within one transfer of p_1 Y_1, p_1
// W_1.
PhaseErrorBound of_leaky_pulses(const ProbabilityBounds& one, double deficit, const Yields& yields) {
    PhaseErrorBound result{UpperBound{0.5}};
    const double ideal = std::max(0.0, rounding::down(one.low * yields.detections, 4));
    const double wrong = std::min(1.0, rounding::up(one.high * yields.errors, 4));
    const double detected = least_of_neighbour(ideal, deficit), errors = largest_of_neighbour(wrong, deficit);
    SinglePhotons single{LowerBound{detected}, LowerBound{yields.detections}, UpperBound{0.5}};
    if (detected > 0.0 && yields.detections > 0.0) {
        const double phase = rounding::up(errors / detected, 4);
        const double other = rounding::up(yields.errors / yields.detections, 4);
        result.phase_error_rate = UpperBound{phase < 0.5 ? phase : 0.5};
        single.error_rate = UpperBound{other < 0.5 ? other : 0.5};
    }
    result.single_photons = single;
    return result;
}

Outcome<PhaseErrorBound> bound(const Link& link, const std::vector<EvidenceItem>* items) {
    using Result = Outcome<PhaseErrorBound>;
    if (const auto objection = objection_to_pulses(link)) return *objection;
    const DecoyPulses& pulses = *link.decoy;
    const ReferencePulses reference = reference_pulses(link);
    const PhotonNumbers& known = reference.numbers;
    const UsedGains used = used_gains(pulses, reference.deficit);
    Evidence evidence;
    Yields yields;
    for (const WantedYield& wanted : {z_detections, x_errors}) {
        const Gains& gains = wanted.errors ? used.errors : used.detections;
        std::optional<YieldCertificate> certificate;
        if (items != nullptr) {
            certificate = certificate_in(*items, wanted);
            if (!certificate) return Result::undecided("the evidence holds no complete certificates");
        } else {
            certificate = find_yield_certificate(known, gains, wanted.side, {}, solve_clp);
        }
        add_certificate(evidence, wanted, *certificate);
        (wanted.errors ? yields.errors : yields.detections) = certified_yield(known, gains, wanted.side, *certificate);
    }
    if (has_vacuum(pulses)) {
        const Yields simple = closed_form(pulses, used);
        yields.detections = std::max(yields.detections, simple.detections);
        yields.errors = std::min(yields.errors, simple.errors);
    }
    PhaseErrorBound result = of_leaky_pulses({known.low[0][1], known.high[0][1]}, reference.deficit[1][0], yields);
    evidence.add("single_photon_probability", known.low[0][1]);
    evidence.add("deficit", reference.deficit[1][0]);
    result.evidence = std::move(evidence);
    return Result::proved(std::move(result));
}

}  // namespace

Outcome<PhaseErrorBound> prove_leaky_decoy_reference(const Link& link) { return bound(link, nullptr); }

Outcome<PhaseErrorBound> conclude_leaky_decoy_reference(const Link& link, const std::vector<EvidenceItem>& items) {
    return bound(link, &items);
}

std::optional<PhaseErrorBound> leaky_decoy_closed_form(const Link& link) {
    if (!link.decoy || !has_vacuum(*link.decoy) || !are_probabilities(link.decoy->statistics)) return std::nullopt;
    const DecoyPulses& pulses = *link.decoy;
    const Deficits deficit = deficits_of(link);
    const Yields yields = closed_form(pulses, used_gains(pulses, deficit));
    return of_leaky_pulses(photon_probability(pulses, 0, 1), deficit[1][0], yields);
}

}  // namespace keybound
