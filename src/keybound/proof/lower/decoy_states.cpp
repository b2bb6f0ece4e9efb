#include "keybound/proof/lower/decoy_states.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "keybound/core/rounding.hpp"
#include "keybound/opt/backends/clp.hpp"
#include "keybound/proof/lower/decoy_evidence.hpp"
#include "keybound/proof/lower/decoy_source.hpp"
#include "keybound/proof/lower/yield_transfer.hpp"
#include "keybound/quantum/photon_number.hpp"

namespace keybound {

namespace {

bool nearly_equal(const Gains& a, const Gains& b) {
    for (int i = 0; i < max_intensities; ++i) {
        if (!(std::fabs(a.least[i] - b.least[i]) <= 1e-9 * a.least[i] &&
              std::fabs(a.largest[i] - b.largest[i]) <= 1e-9 * a.largest[i])) {
            return false;
        }
    }
    return true;
}

}  // namespace

std::optional<Outcome<PhaseErrorBound>> objection_to_pulses(const Link& link) {
    using Result = Outcome<PhaseErrorBound>;
    if (!link.decoy) return Result::not_applicable(needs_laser_pulses);
    if (!(link.statistics.key_yield() > 1e-100)) return Result::undecided("nothing is detected, or too rarely");
    if (!are_probabilities(link.decoy->statistics)) return Result::undecided("a gain is no probability");
    return std::nullopt;
}

DecoyStates leaky_states(const DecoyPulses& pulses, double leakage) {
    return {photon_numbers(pulses, leakage), basis_dependence(pulses, leakage)};
}

Outcome<PhaseErrorBound> prove_decoy_states(const Link& link, const DecoyStates& states,
                                            const std::vector<EvidenceItem>* items) {
    using Result = Outcome<PhaseErrorBound>;
    if (const auto objection = objection_to_pulses(link)) return *objection;
    const DecoyPulses& pulses = *link.decoy;
    const PhotonNumbers& known = states.known;
    PhaseErrorBound result{UpperBound{0.5}};
    std::optional<YieldCertificate> of_z_detections;
    const bool same_detections = nearly_equal(gains_of(pulses, false, true), gains_of(pulses, false, false));
    const auto bound = [&](const WantedYield& wanted) -> std::optional<double> {
        const Gains gains = gains_of(pulses, wanted.errors, wanted.z_basis);
        std::optional<YieldCertificate> certificate;
        if (items != nullptr) {
            certificate = certificate_in(*items, wanted);
        } else if (wanted.side == YieldSide::least && of_z_detections && same_detections) {
            certificate = of_z_detections;  // as good for the other basis
        } else {
            const auto expected = expected_yields(pulses, wanted.errors, wanted.z_basis);
            certificate = find_yield_certificate(known, gains, wanted.side, expected, solve_clp);
        }
        if (wanted.z_basis) of_z_detections = certificate;
        if (!certificate) return std::nullopt;
        add_certificate(result.evidence, wanted, *certificate);
        return certified_yield(known, gains, wanted.side, *certificate);
    };
    const auto z_yield = bound(z_detections), x_yield = bound(x_detections), x_error = bound(x_errors);
    if (!z_yield || !x_yield || !x_error) return Result::undecided("the evidence holds no complete certificates");

    const double detected = std::fmax(0.0, rounding::down(known.low[0][1] * *z_yield, 2));
    SinglePhotons single{LowerBound{detected}, LowerBound{*z_yield}, UpperBound{0.5}};
    const double coin = states.basis_dependence;  // 1 - F
    if (*x_yield > 0.0 && *z_yield > 0.0) {
        const double error_rate = rounding::up(*x_error / *x_yield, 4);
        // Delta = (1 - F) / (2 Y_coin), Y_coin the mean of both yields; all that is lost counts as detected with X_C = 1.
        const double imbalance = rounding::up(coin / (*z_yield + *x_yield), 8);
        single.error_rate = UpperBound{std::min(error_rate, 0.5)};
        result.coin_imbalance = std::min(imbalance, 1.0);
        if (imbalance < 0.5 && error_rate < 0.5) {
            const double apart = rounding::up(4.0 * imbalance * (1.0 - imbalance), 8);
            const double phase = rounding::up(largest_yield_of_neighbour(error_rate, apart), 32, error_rate + apart + 1e-300);
            result.phase_error_rate = UpperBound{phase < 0.5 ? phase : 0.5};
        }
    }
    result.single_photons = single;
    result.evidence.add("single_photon_probability", known.low[0][1]);
    result.evidence.add("basis_dependence", coin);
    return Result::proved(std::move(result));
}

}  // namespace keybound
