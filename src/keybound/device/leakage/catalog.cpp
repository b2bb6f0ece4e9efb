#include "keybound/device/leakage/catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/device/leakage/given.hpp"
#include "keybound/device/leakage/mode_dependence.hpp"
#include "keybound/device/leakage/pulse_correlation.hpp"
#include "keybound/device/leakage/state_preparation.hpp"
#include "keybound/device/leakage/trojan_horse.hpp"

namespace keybound {

namespace {

constexpr const char* leaky_sources = "Curras-Lorenzo, Pereira, Kato, Curty, Tamaki, Optica Quantum (2025)";

double factor_of(double decibels) { return std::pow(10.0, -decibels / 10.0); }

void reduce_leakages(SideChannel& entry, double decibels) {
    for (double& leakage : entry.leakage) leakage *= factor_of(decibels);
}

std::string assume_given(const SideChannel& entry) {
    return fmt::format("its state has fidelity at least 1 - {} with one that does not depend on the setting, in every round",
                       entry.leakage.front());
}

std::string assume_trojan_horse(const SideChannel& entry) {
    const std::string limit = entry.power_dbm ? fmt::format("{} dBm for {} s", *entry.power_dbm, *entry.pulse_duration_s)
                                              : fmt::format("{} J", *entry.pulse_energy_j);
    const std::string light = entry.light == "coherent" ? "the light is coherent, or a mixture of such light"
                                                        : "the light may be in any state of that many photons at most";
    return fmt::format(
        "in no pulse, whatever Eve does, does more than {} of light up to {} nm enter (a limit on every pulse, not "
        "on an average); the source is passive linear optics and loses at least {} dB of it; {}",
        limit, *entry.wavelength_nm, *entry.isolation_db, light);
}

std::string assume_mode_dependence(const SideChannel& entry) {
    return fmt::format("of the light of every pulse at most 10^({}) is outside the mode of its characterised ket",
                       -*entry.extinction_db / 10.0);
}

std::string assume_state_preparation(const SideChannel& entry) {
    return fmt::format("every emitted ket is within {} rad of its characterised ket", *entry.angle_rad);
}

std::string assume_pulse_correlation(const SideChannel& entry) {
    const std::size_t range = entry.leakage.size();
    return fmt::format(
        "a setting changes the next {} by no more than given and later pulses not at all, whatever the other settings; given "
        "all "
        "settings, pulses are independent (for A1); rounds k modulo {} are groups with parameter estimation, error correction, "
        "verification and privacy amplification of their own",
        range == 1 ? "pulse" : fmt::format("{} pulses", range), range + 1);
}

}  // namespace

const std::vector<LeakageModel>& leakage_models() {
    static const std::vector<LeakageModel> rows = {
        {"given",
         "Every emitted state has fidelity at least 1 - epsilon with its characterised ket; epsilon is one number or one "
         "number "
         "per setting. Nothing else is known about the leak: it may live in any mode and any dimension. As an entry: the "
         "epsilon of one of several side channels.",
         "source.leakage, or in [[source.side_channel]]: leakage",
         std::string(leaky_sources) + ", Eq. (1); doi:10.1364/OPTICAQ.569424",
         {"leakage"},
         {{"leakage"}},
         given_leakage,
         assume_given,
         reduce_leakages},
        {"trojan-horse",
         "Light that Eve sends into the source and gets back: from the largest power or energy that can enter during a pulse, "
         "and the isolation in and out. The limit must hold for every pulse, not on average.",
         "in [[source.side_channel]]: power_dbm with pulse_duration_s, or pulse_energy_j; isolation_db; wavelength_nm, light, "
         "cap",
         std::string(leaky_sources) + ", appendix A.2; proofs in docs/theory/leakage-budget.md",
         {"power_dbm", "pulse_energy_j", "pulse_duration_s", "wavelength_nm", "isolation_db", "light", "cap"},
         {{"power_dbm", "pulse_energy_j"}, {"isolation_db"}},
         trojan_horse_leakage,
         assume_trojan_horse,
         [](SideChannel& entry, double decibels) { *entry.isolation_db += decibels; }},
        {"mode-dependence",
         "Part of the light is in other modes than meant: polarisation, time, frequency or space vary with the setting.",
         "in [[source.side_channel]]: extinction_db",
         std::string(leaky_sources) + ", appendix A.2; of laser pulses docs/theory/leakage-budget.md",
         {"extinction_db"},
         {{"extinction_db"}},
         mode_dependence_leakage,
         assume_mode_dependence,
         [](SideChannel& entry, double decibels) { *entry.extinction_db += decibels; }},
        {"state-preparation",
         "The emitted kets are near the characterised ones, but not exactly known: the largest angle between them.",
         "in [[source.side_channel]]: angle_rad",
         "docs/theory/leakage-budget.md",
         {"angle_rad"},
         {{"angle_rad"}},
         state_preparation_leakage,
         assume_state_preparation,
         [](SideChannel& entry, double decibels) { *entry.angle_rad *= std::sqrt(factor_of(decibels)); }},
        {"pulse-correlation",
         "A setting changes later pulses too, up to a known distance. Asymptotic rates of single photons only; the "
         "post-processing must treat rounds in groups.",
         "in [[source.side_channel]]: leakage = [epsilon_1, epsilon_2, ..]",
         std::string(leaky_sources) + ", appendix A.3",
         {"leakage"},
         {{"leakage"}},
         pulse_correlation_leakage,
         assume_pulse_correlation,
         reduce_leakages,
         {"bb84", "three-state"},
         false},
    };
    return rows;
}

const LeakageModel& leakage_model_named(const std::string& name) {
    const auto& rows = leakage_models();
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const LeakageModel& row) { return row.name == name; });
    KEYBOUND_CHECK(found != rows.end());
    return *found;
}

}  // namespace keybound
