#include "keybound/device/source.hpp"

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

Source make_source(const SourceTable& table, int settings) {
    KEYBOUND_CHECK(settings == 3 || settings == 4);
    KEYBOUND_CHECK(table.states.empty() || static_cast<int>(table.states.size()) == settings);
    Source source{QubitKets(2, settings), leakage_given(table.leakage, settings), table.repetition_rate_hz};
    for (int j = 0; j < settings; ++j) {
        const Qubit ket = table.states.empty() ? qubit_ket(encoder_angle(j, table.modulation_error_rad), 0.0)
                                               : qubit_ket(table.states[j][0], table.states[j][1]);
        source.kets(0, j) = ket[0];
        source.kets(1, j) = ket[1];
    }
    return source;
}

}  // namespace keybound
