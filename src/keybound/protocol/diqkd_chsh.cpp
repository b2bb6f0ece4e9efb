#include "keybound/protocol/diqkd_chsh.hpp"

#include <cmath>
#include <numbers>

#include "keybound/protocol/correlations_file.hpp"

namespace keybound {

namespace {

Correlations seen_of_state(const Scenario& scenario) {
    const DetectorTable& detector = scenario.detector;
    const double v = scenario.state.visibility;
    Correlations seen = correlations_of(table_of_isotropic_state(v, detector.efficiency, detector.dark_count_probability));
    seen.roundings = 64.0;
    seen.local_visibility = scenario.correlations.local_visibility;
    if (detector.efficiency < 1.0 || detector.dark_count_probability > 0.0) return seen;
    seen.visibility = v;
    seen.chsh_value = 2.0 * std::numbers::sqrt2 * v;
    seen.quantum_bit_error_rate = 0.5 * (1.0 - v);
    seen.roundings = 4.0;
    return seen;
}

}  // namespace

Link diqkd_chsh_link(const Scenario& scenario) {
    Link link;
    link.protocol = scenario.protocol.name;
    const CorrelationsTable& given = scenario.correlations;
    if (given.chsh_value) {
        Correlations seen;
        seen.chsh_value = *given.chsh_value;
        seen.quantum_bit_error_rate = given.quantum_bit_error_rate.value_or(0.5);
        link.correlations = std::move(seen);
    } else if (!given.file.path.empty()) {
        link.correlations = read_correlations(given.file);
    } else {
        link.correlations = seen_of_state(scenario);
        link.shared = make_shared_state(scenario);
    }
    return link;
}

NamedNumbers diqkd_chsh_statistics(const Link& link) {
    const Correlations& seen = link.correlations.value();
    NamedNumbers shown = {{"chsh_value", seen.chsh_value}, {"quantum_bit_error_rate", seen.quantum_bit_error_rate}};
    if (seen.counted) {
        shown.emplace_back("counted_rounds", seen.counted->total);
        shown.emplace_back("signalling_deviations", seen.counted->deviations);
    }
    return shown;
}

}  // namespace keybound
