#include "keybound/device/source.hpp"

#include <algorithm>
#include <numbers>

#include "keybound/core/error.hpp"
#include "keybound/device/leakage/given.hpp"

namespace keybound {

namespace {

// theta_j = (1 + delta/pi) phi_j / 2 with phi_j in {0, pi, pi/2, 3pi/2}; written as a sum so that a small delta keeps its
// digits.
double encoder_angle(int setting, double modulation_error_rad) {
    constexpr double quarter_turns[] = {0.0, 2.0, 1.0, 3.0};
    const double turns = quarter_turns[setting];
    return turns * (std::numbers::pi / 4.0) + turns * modulation_error_rad / 4.0;
}

}  // namespace

std::vector<ModeKet> emitted_kets(const SourceTable& table, int settings) {
    KEYBOUND_CHECK(settings == 3 || settings == 4);
    KEYBOUND_CHECK(table.states.empty() || static_cast<int>(table.states.size()) == settings);
    if (!table.states_file.path.empty()) return read_states(table.states_file, settings);
    std::vector<ModeKet> kets;
    for (int j = 0; j < settings; ++j) {
        const Qubit ket = table.states.empty() ? qubit_ket(encoder_angle(j, table.modulation_error_rad), 0.0)
                                               : qubit_ket(table.states[j][0], table.states[j][1]);
        kets.push_back({ket[0], ket[1]});
    }
    return kets;
}

Source make_source(const SourceTable& table, int settings, const EmittedLight& light) {
    std::vector<ModeKet> kets = emitted_kets(table, settings);
    if (kets.front().size() > 2) kets = in_own_span(kets);
    const int dimensions = std::max(2, static_cast<int>(kets.front().size()));
    LeakageBudget budget = leakage_budget(table, light);
    const std::vector<double> together = {budget.leakage};
    Source source{QubitKets(2, 0), leakage_given(table.side_channels.empty() ? table.leakage : together, settings),
                  table.repetition_rate_hz};
    source.budget = std::move(budget);
    SmallMatrix columns = SmallMatrix::Zero(dimensions, settings);
    for (int j = 0; j < settings; ++j) {
        for (std::size_t i = 0; i < kets[j].size(); ++i) columns(static_cast<int>(i), j) = kets[j][i];
    }
    if (dimensions == 2)
        source.kets = columns;
    else
        source.wide_kets = columns;
    return source;
}

}  // namespace keybound
