// A link ready to be judged: source, statistics, and the few numbers of the scenario that turn bounds into rates.
#pragma once

#include <string>

#include "keybound/device/source.hpp"
#include "keybound/protocol/statistics.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

struct Link {
    std::string protocol;
    Source source;
    Statistics statistics;
    double fibre_km = 0.0;
    double fibre_transmittance = 1.0;
    double error_correction_efficiency = 1.0;
    double sifting_probability = 1.0;  // that both choose the key basis
};

}  // namespace keybound
