#include "keybound/protocol/prepare_and_measure.hpp"

#include <string>

#include "keybound/channel/fibre.hpp"
#include "keybound/device/detector.hpp"
#include "keybound/protocol/catalog.hpp"

namespace keybound {

Link prepare_and_measure_link(const Scenario& scenario, int settings) {
    Link link;
    link.protocol = scenario.protocol.name;
    link.source = make_source(scenario.source, settings);
    link.fibre_km = scenario.channel.fibre_km;
    link.fibre_transmittance = fibre_transmittance(scenario.channel);
    link.error_correction_efficiency = scenario.processing.error_correction_efficiency;
    const double key_basis = scenario.protocol.z_basis_probability.value_or(1.0);
    link.sifting_probability = key_basis * key_basis;

    const double efficiency = link.fibre_transmittance * scenario.detector.efficiency;
    const double dark = scenario.detector.dark_count_probability;
    link.statistics.settings = settings;
    const std::vector<ModeKet> kets = emitted_kets(scenario.source, settings);
    for (int j = 0; j < settings; ++j) {
        std::array<double, 2> x{}, z{};  // of a photon; Bob does not see the mode
        for (std::size_t mode = 0; mode < kets[j].size(); mode += 2) {
            const Qubit arriving = rotated({kets[j][mode], kets[j][mode + 1]}, scenario.channel.misalignment_rad);
            const auto in_x = outcome_probabilities(arriving, Basis::x), in_z = outcome_probabilities(arriving, Basis::z);
            for (int b = 0; b < 2; ++b) {
                x[b] += in_x[b];
                z[b] += in_z[b];
            }
        }
        link.statistics.x[j] = click_probabilities(x, efficiency, dark);
        link.statistics.z[j] = click_probabilities(z, efficiency, dark);
    }
    return link;
}

NamedNumbers prepare_and_measure_statistics(const Link& link) {
    const Protocol& protocol = protocol_named(link.protocol);
    NamedNumbers numbers = {
        {"detection_probability", link.statistics.key_yield()},
        {"quantum_bit_error_rate", link.statistics.bit_error_rate()},
    };
    for (std::size_t i = 0; link.decoy && i < link.decoy->intensities.size(); ++i) {
        const Statistics& seen = link.decoy->statistics[i];
        const std::string which = "_of_intensity_" + std::to_string(i + 1);
        numbers.emplace_back("gain" + which, seen.key_yield());
        numbers.emplace_back("error_rate" + which, seen.bit_error_rate());
    }
    for (int j = 0; j < link.statistics.settings; ++j) {
        numbers.emplace_back("gain_" + protocol.settings[static_cast<std::size_t>(j)], link.statistics.yield_x(j));
    }
    numbers.emplace_back("repetition_rate_hz", link.source.repetition_rate_hz);
    numbers.emplace_back("leakage", link.source.largest_leakage());
    return numbers;
}

}  // namespace keybound
