// The rows of an entry [[source.side_channel]].
#include <fmt/format.h>

#include <numbers>

#include "keybound/core/error.hpp"
#include "keybound/scenario/parameters.hpp"
#include "keybound/scenario/resolve.hpp"

namespace keybound {

namespace {

NameList kind_names(const Vocabulary& words) {
    NameList names;
    for (const auto& kind : words.side_channels) names.push_back(kind.name);
    return names;
}
NameList light_names(const Vocabulary&) { return {"coherent", "any"}; }
NameList cap_names(const Vocabulary&) { return {"pulse", "total"}; }

SideChannel& entry_of(Scenario& scenario, std::size_t entry) {
    auto& entries = scenario.source.side_channels;
    if (entries.size() <= entry) entries.resize(entry + 1);
    return entries[entry];
}

std::vector<Parameter> rows_of(std::size_t entry) {
    const std::string table = fmt::format("source.side_channel[{}]", entry);
    const auto of = [entry](auto member) {
        return [entry, member](Scenario& scenario) -> FieldPointer { return &(entry_of(scenario, entry).*member); };
    };
    const Range names{};
    std::vector<Parameter> rows = {
        {table, "kind", "", names,
         "The way in which the source leaks; `keybound list leakage` says which keys each kind has. Entries are counted from 0 "
         "and exclude source.leakage.",
         "\"given\"", of(&SideChannel::kind), false, kind_names},
        {table, "name", "", names, "What the entry is called in `keybound budget`. Omitted: its kind.", "\"fan noise\"",
         of(&SideChannel::name)},
        {table, "power_dbm", "dBm", closed(-300.0, 100.0),
         "trojan-horse: the largest power that can enter the source during any pulse, set by a damage threshold or a limiter. "
         "A "
         "limit on average power is none. Needs pulse_duration_s; excludes pulse_energy_j.",
         "1", of(&SideChannel::power_dbm)},
        {table, "pulse_energy_j", "J", above(0.0, 1e6),
         "trojan-horse: the largest energy that can enter the source during any pulse. Excludes power_dbm.", "1e-12",
         of(&SideChannel::pulse_energy_j), true},
        {table, "pulse_duration_s", "s", above(0.0, 1.0),
         "trojan-horse: how long light that enters can meet one setting; with power_dbm it gives the energy. Beside "
         "pulse_energy_j it may stand and changes nothing.",
         "1e-9", of(&SideChannel::pulse_duration_s), true},
        {table, "wavelength_nm", "nm", closed(100.0, 100000.0),
         "trojan-horse: the longest wavelength that can enter, at which the energy is most photons. Omitted: 1550.", "1550",
         of(&SideChannel::wavelength_nm)},
        {table, "isolation_db", "dB", closed(0.0, 1000.0),
         "trojan-horse: the least loss of the light on its way in and out again together, whatever the setting.", "140",
         of(&SideChannel::isolation_db)},
        {table, "light", "", names,
         "trojan-horse: what may enter: \"coherent\" light of lasers and mixtures of it, or \"any\" state of light with so "
         "many "
         "photons at most. Omitted: \"any\".",
         "\"coherent\"", of(&SideChannel::light), false, light_names},
        {table, "cap", "", names,
         "trojan-horse: what the limit is on: every \"pulse\", or the \"total\" of a run, which is refused as no proof here "
         "can "
         "use it. Omitted: \"pulse\".",
         "\"pulse\"", of(&SideChannel::cap), false, cap_names},
        {table, "extinction_db", "dB", closed(0.0, 1000.0),
         "mode-dependence: of the light of every pulse at most 10^(-extinction_db/10) is outside the mode of its characterised "
         "ket, in polarisation, time, frequency and space.",
         "40", of(&SideChannel::extinction_db)},
        {table, "angle_rad", "rad", closed(0.0, std::numbers::pi / 2),
         "state-preparation: the largest angle between emitted and characterised ket, arccos of their overlap; half the angle "
         "on the Bloch sphere.",
         "0.001", of(&SideChannel::angle_rad)},
        {table, "leakage", "", closed(0.0, 1.0),
         "given: epsilon of this side channel, one number. pulse-correlation: how far the pulse 1, 2, .. places later may "
         "change with a setting, as 1 - fidelity, a list.",
         "1e-7", of(&SideChannel::leakage), true},
        {table, "product", "", names,
         "Whether the side channel is a system of its own whose state is in product form with all others: leakages then "
         "combine as 1 - (1 - a)(1 - b). false: it need not be; amplitudes add. Omitted: true.",
         "false", of(&SideChannel::product)},
    };
    for (Parameter& row : rows) {
        if (row.key == "name") row.kind = "text";
        if (row.key == "leakage") row.kind = "number, or a list of numbers";
    }
    return rows;
}

}  // namespace

const std::vector<Parameter>& side_channel_parameters(std::size_t entry) {
    static const std::vector<std::vector<Parameter>> rows = [] {
        std::vector<std::vector<Parameter>> result;
        for (std::size_t i = 0; i < most_side_channels; ++i) result.push_back(rows_of(i));
        return result;
    }();
    KEYBOUND_CHECK(entry < most_side_channels);
    return rows[entry];
}

}  // namespace keybound
