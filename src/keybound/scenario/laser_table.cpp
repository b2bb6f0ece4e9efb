#include "keybound/scenario/laser_table.hpp"

#include <fmt/format.h>

#include <cmath>

#include "keybound/scenario/refuse.hpp"

namespace keybound {

namespace {

constexpr std::size_t fewest_intensities = 3, most_intensities = 6;

}  // namespace

void check_laser_keys(const RawScenario& raw, const Scenario& scenario) {
    const SourceTable& table = scenario.source;
    const auto& intensities = table.intensities;
    if (!intensities.empty() && (intensities.size() < fewest_intensities || intensities.size() > most_intensities)) {
        refuse(raw, "source.intensities", fmt::format("has {} intensities", intensities.size()),
               fmt::format("{} to {} intensities", fewest_intensities, most_intensities),
               "give the signal and at least two decoys, for example [0.5, 0.1, 0.0]");
    }
    for (std::size_t i = 1; i < intensities.size(); ++i) {
        if (intensities[i] < intensities[i - 1]) continue;
        refuse(raw, "source.intensities", fmt::format("does not decrease from {} to {}", intensities[i - 1], intensities[i]),
               "different intensities in decreasing order, the signal first", "sort them");
    }
    if (table.phases && *table.phases != std::floor(*table.phases)) {
        refuse(raw, "source.phases", "is not a whole number", "2, 3, .. 24", "write for example phases = 10");
    }
    const auto& modulator = scenario.trojan_horse.phase_modulator_phases;
    if (modulator && *modulator != std::floor(*modulator)) {
        refuse(raw, "trojan_horse.phase_modulator_phases", "is not a whole number", "1, 2, .. 25",
               "write for example phase_modulator_phases = 4");
    }
    if (scenario.trojan_horse.phase_modulator_intensity && !modulator) {
        refuse(raw, "trojan_horse.phase_modulator_intensity", "needs trojan_horse.phase_modulator_phases", "only beside it",
               "add for example phase_modulator_phases = 4 to [trojan_horse], or remove phase_modulator_intensity");
    }
    if (find_value(raw, "source.phases") != nullptr && table.phase_randomisation != "discrete") {
        refuse(raw, "source.phases", "needs source.phase_randomisation = \"discrete\"", "only beside it",
               "add phase_randomisation = \"discrete\" to [source], or remove phases");
    }
}

}  // namespace keybound
