#include "keybound/protocol/decoy_bb84.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/channel/fibre.hpp"
#include "keybound/core/error.hpp"
#include "keybound/core/rounding.hpp"
#include "keybound/device/detector.hpp"
#include "keybound/device/leakage/composition.hpp"

namespace keybound {

Link decoy_bb84_link(const Scenario& scenario) {
    constexpr int settings = 4;
    KEYBOUND_CHECK(!scenario.source.intensities.empty());  // whoever chooses them, before a link is made (rate/laser_rate.hpp)
    Link link;
    link.protocol = scenario.protocol.name;
    const auto& intensities = scenario.source.intensities;
    link.source = make_source(scenario.source, settings, {*std::max_element(intensities.begin(), intensities.end())});
    const double other_leakage = link.source.largest_leakage();
    const TrojanHorseTable& trojan = scenario.trojan_horse;
    if (trojan.output_intensity) {
        const double light = std::min(1.0, rounding::up(-std::expm1(-*trojan.output_intensity), 4));
        for (double& leakage : link.source.leakage) leakage = leakage_of_product(leakage, light);
        link.source.budget.contributions.push_back(
            {"trojan_horse.output_intensity", "trojan-horse light of known kind", light});
        link.source.budget.leakage = link.source.largest_leakage();
    }
    link.fibre_km = scenario.channel.fibre_km;
    link.fibre_transmittance = fibre_transmittance(scenario.channel);
    link.error_correction_efficiency = scenario.processing.error_correction_efficiency;
    const double key_basis = scenario.protocol.z_basis_probability.value_or(1.0);
    link.sifting_probability = key_basis * key_basis;

    DecoyPulses pulses;
    pulses.other_leakage = other_leakage;
    pulses.intensities = scenario.source.intensities;
    pulses.phases =
        scenario.source.phase_randomisation == "discrete" ? static_cast<int>(scenario.source.phases.value_or(10.0)) : 0;
    pulses.encoding = scenario.source.encoding == "phase" ? DecoyPulses::Encoding::phase : DecoyPulses::Encoding::polarisation;
    if (trojan.output_intensity) {
        pulses.trojan_light = {*trojan.output_intensity, trojan.phase_modulator_intensity.value_or(0.0),
                               static_cast<int>(trojan.phase_modulator_phases.value_or(0.0))};
    }
    const double efficiency = link.fibre_transmittance * scenario.detector.efficiency;
    for (const double intensity : pulses.intensities) {
        Statistics seen;
        seen.settings = settings;
        for (int j = 0; j < settings; ++j) {
            const Qubit arriving = rotated(link.source.ket(j), scenario.channel.misalignment_rad);
            for (const Basis basis : {Basis::x, Basis::z}) {
                const auto photon = outcome_probabilities(arriving, basis);
                const double detected = efficiency * intensity;
                (basis == Basis::x ? seen.x : seen.z)[j] = coherent_click_probabilities(
                    {detected * photon[0], detected * photon[1]}, scenario.detector.dark_count_probability);
            }
        }
        pulses.statistics.push_back(seen);
    }
    link.statistics = pulses.statistics.front();
    link.decoy = std::move(pulses);
    return link;
}

}  // namespace keybound
