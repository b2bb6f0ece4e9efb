// A link ready to be judged: source, statistics, and the few numbers of the scenario that turn bounds into rates.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "keybound/device/source.hpp"
#include "keybound/protocol/channel_map.hpp"
#include "keybound/protocol/correlations.hpp"
#include "keybound/protocol/measured_state.hpp"
#include "keybound/protocol/private_state.hpp"
#include "keybound/protocol/shared_state.hpp"
#include "keybound/protocol/statistics.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

// Laser pulses of several intensities.
struct DecoyPulses {
    enum class Encoding { polarisation, phase };

    std::vector<double> intensities;     // mean photon numbers, signal first
    std::vector<Statistics> statistics;  // of each intensity
    int phases = 0;                      // of a discrete phase randomisation; 0: continuous
    Encoding encoding = Encoding::polarisation;

    struct TrojanLight {
        double intensity;            // photons that leave with a signal pulse
        double modulator_intensity;  // photons from the extra phase modulator alone
        int modulator_phases;        // 0: there is none, and the light carries the pulse's random phase
    };
    std::optional<TrojanLight> trojan_light = std::nullopt;
    double other_leakage = 0.0;  // epsilon of everything but that light
};

struct Link {
    std::string protocol;
    Source source;
    Statistics statistics;
    double fibre_km = 0.0;
    double fibre_transmittance = 1.0;
    double error_correction_efficiency = 1.0;
    double sifting_probability = 1.0;                 // that both choose the key basis
    std::optional<DecoyPulses> decoy = std::nullopt;  // of laser pulses; `statistics` is then that of the signal
    // Of protocols without prepared states; there is then no source, no channel and no `statistics`.
    std::optional<SharedState> shared = std::nullopt;      // isotropic states, for closed forms
    std::optional<MeasuredState> measured = std::nullopt;  // any state of few dimensions, with its measurements
    std::optional<Correlations> correlations = std::nullopt;
    std::optional<PrivateState> private_state = std::nullopt;
    std::optional<ChannelMap> channel_map = std::nullopt;

    bool has_source() const { return source.settings() > 0; }
};

}  // namespace keybound
