#include "keybound/device/leakage/trojan_horse.hpp"

#include <algorithm>
#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/core/units.hpp"
#include "keybound/device/leakage/decibels.hpp"

namespace keybound {

namespace {

// At least the energy that can enter during one pulse. 0 dBm is 1 mW.
double energy_joule(const SideChannel& entry) {
    if (entry.pulse_energy_j) return *entry.pulse_energy_j;
    return rounding::up(1e-3 * power_ratio_up(entry.power_dbm.value()) * entry.pulse_duration_s.value(), 4);
}

}  // namespace

double trojan_horse_output(const SideChannel& entry) {
    KEYBOUND_CHECK(entry.cap == "pulse");
    const double wavelength_metres = 1e-9 * entry.wavelength_nm.value();
    const double photons_per_joule = wavelength_metres / (planck_constant_joule_seconds * speed_of_light_metres_per_second);
    const double entering = rounding::up(energy_joule(entry) * photons_per_joule, 8);
    return rounding::up(entering * power_ratio_up(-entry.isolation_db.value()), 1);
}

double trojan_horse_leakage(const SideChannel& entry, const EmittedLight&) {
    const double output = trojan_horse_output(entry);
    KEYBOUND_CHECK(output >= 0.0 && (entry.light == "any" || entry.light == "coherent"));
    const double any = std::min(1.0, output);
    return entry.light == "any" ? any : std::min(any, rounding::up(-std::expm1(-output), 4));
}

}  // namespace keybound
