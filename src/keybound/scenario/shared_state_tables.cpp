#include "keybound/scenario/shared_state_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "keybound/core/text.hpp"
#include "keybound/scenario/parameters.hpp"
#include "keybound/scenario/refuse.hpp"

namespace keybound {

namespace {

void check_whole(const RawScenario& raw, const std::string& path, double value, const std::string& example) {
    if (value == std::floor(value)) return;
    refuse(raw, path, "is not a whole number", "a whole number", "write for example " + example);
}

// The value of a key of names as the user wrote it and where, or the default.
std::string written_or_default(const RawScenario& raw, const std::string& path, const std::string& value) {
    const RawValue* written = find_value(raw, path);
    return written != nullptr ? quotation(path, *written) : fmt::format("{} = \"{}\" (the default)", path, value);
}

// Keys that are a kind's own: those that the chosen kind does not have mean nothing.
void check_keys_of_kind(const RawScenario& raw, const StateTable& state) {
    for (const Parameter& row : parameters()) {
        const NameList& kinds = row.state_kinds;
        const RawValue* value = find_value(raw, row.path());
        if (value == nullptr || kinds.empty() || std::find(kinds.begin(), kinds.end(), state.kind) != kinds.end()) continue;
        refuse(row.path(), *value, "is no key of " + written_or_default(raw, "state.kind", state.kind),
               "only beside state.kind = " + join(kinds, " or "), "remove the key, or choose another state.kind");
    }
}

void check_weights(const RawScenario& raw, const std::vector<double>& weights) {
    const std::string allowed = "four numbers with the sum 1, of phi+, phi-, psi+ and psi-";
    const std::string remedy = "write for example weights = [0.9, 0.05, 0.03, 0.02]";
    if (weights.empty()) refuse(raw, "state.weights", "is missing beside state.kind = \"bell-diagonal\"", allowed, remedy);
    if (weights.size() != 4) refuse(raw, "state.weights", fmt::format("has {} numbers", weights.size()), allowed, remedy);
    double sum = 0.0;
    for (const double weight : weights) sum += weight;
    if (!(std::fabs(sum - 1.0) <= 1e-9)) refuse(raw, "state.weights", fmt::format("has the sum {:.12g}", sum), allowed, remedy);
}

void check_matrix(const RawScenario& raw, const StateTable& state) {
    if (state.file.path.empty()) {
        refuse(raw, "state.file", "is missing beside state.kind = \"matrix\"", "a CSV file with a density matrix",
               "write for example file = \"state.csv\"");
    }
    const std::string allowed = "two or more whole numbers, one per party";
    const std::string remedy = "write for example dimensions = [2, 2]";
    if (state.dimensions.empty()) refuse(raw, "state.dimensions", "is missing beside state.file", allowed, remedy);
    if (state.dimensions.size() < 2) refuse(raw, "state.dimensions", "has one number", allowed, remedy);
    for (const double d : state.dimensions) {
        if (d != std::floor(d)) refuse(raw, "state.dimensions", "holds a number that is not whole", allowed, remedy);
    }
}

// Of each party, in the order of the state's systems.
std::vector<double> dimensions_of(const StateTable& state) {
    if (state.kind == "matrix") return state.dimensions;
    const bool any_size = state.kind == "isotropic" || state.kind == "ghz-noise";
    const std::size_t parties = any_size ? static_cast<std::size_t>(state.parties) : 2;
    return std::vector<double>(parties, state.kind == "isotropic" ? state.dimension : 2.0);
}

void check_size(const RawScenario& raw, const Scenario& scenario, const std::string& path) {
    double size = 1.0;
    for (const double d : dimensions_of(scenario.state)) size *= d;
    if (size <= 16.0) return;
    refuse(raw, path, fmt::format("is for states of few dimensions, and the parties have {:g} together", size),
           "at most 16 dimensions together",
           path == "state.dimensions" ? "describe smaller systems" : "remove the key, or choose fewer parties or dimensions");
}

void check_settings(const RawScenario& raw, const Scenario& scenario) {
    const SettingsTable& settings = scenario.settings;
    const bool from_file = !settings.file.path.empty();
    const RawValue* written = find_value(raw, "settings.key");
    if (from_file && written != nullptr) {
        refuse(raw, "settings.file", "contradicts " + quotation("settings.key", *written),
               "one of the two keys: each says what is measured in key rounds", "remove one of them");
    }
    if (from_file || !settings.key.empty()) check_size(raw, scenario, from_file ? "settings.file" : "settings.key");
    const std::vector<double> dimensions = dimensions_of(scenario.state);
    const bool qubits = std::all_of(dimensions.begin(), dimensions.end(), [](double d) { return d == 2.0; });
    const bool two = dimensions.size() == 2;
    const std::string& key = settings.key;
    if (key.empty() || key == "z") return;
    if (!two && key != "x") {
        refuse(raw, "settings.key", fmt::format("is for two parties, and there are {}", dimensions.size()),
               "\"z\", or \"x\" of qubits", "choose one of these, or give settings.file");
    }
    const bool of_any_dimension = two && (key == "x" || key == "bbm92");
    if (!qubits && !of_any_dimension) {
        refuse(raw, "settings.key", "is for qubits",
               two ? "\"z\", \"x\" or \"bbm92\" in other dimensions" : "\"z\" in other dimensions",
               "choose one of these, or give settings.file");
    }
}

void check_chain(const RawScenario& raw, const Scenario& scenario) {
    const RepeatersTable& chain = scenario.repeaters;
    const double count = chain.count.value_or(0.0);
    check_whole(raw, "repeaters.count", count, "count = 3");
    if (!chain.link_visibilities.empty()) {
        if (const RawValue* written = find_value(raw, "state.visibility")) {
            refuse(raw, "repeaters.link_visibilities", "contradicts " + quotation("state.visibility", *written),
                   "one of the two keys: each says what the links share", "remove one of them");
        }
        if (static_cast<double>(chain.link_visibilities.size()) != count + 1.0) {
            refuse(raw, "repeaters.link_visibilities", fmt::format("has {} links", chain.link_visibilities.size()),
                   fmt::format("{} links for repeaters.count = {}", count + 1.0, count), "give one visibility for each link");
        }
    }
    if (count > 0.0 && scenario.state.parties != 2.0) {
        refuse(raw, "state.parties", "does not go with repeaters", "2 parties at the two ends of a chain",
               "remove repeaters.count, or write parties = 2");
    }
    if (chain.convention != "paper") return;
    const bool other_chain = !chain.link_visibilities.empty() || chain.bell_measurement_visibility != 1.0;
    if (count == 0.0 || other_chain) {
        refuse(raw, "repeaters.convention",
               count == 0.0 ? "needs a repeater" : "is for equal links and perfect Bell measurements",
               "\"links\", or \"paper\" beside repeaters.count of at least 1 and state.visibility alone",
               "write convention = \"links\"");
    }
}

}  // namespace

void complete_shared_state(const RawScenario& raw, Scenario& scenario) {
    StateTable& state = scenario.state;
    check_keys_of_kind(raw, state);
    RepeatersTable& chain = scenario.repeaters;
    if (!chain.count && !chain.link_visibilities.empty()) {
        chain.count = static_cast<double>(chain.link_visibilities.size()) - 1.0;
    }
    check_whole(raw, "state.dimension", state.dimension, "dimension = 3");
    check_whole(raw, "state.parties", state.parties, "parties = 3");
    check_chain(raw, scenario);
    if (state.kind == "bell-diagonal") check_weights(raw, state.weights);
    if (state.kind == "matrix") {
        check_matrix(raw, state);
        check_size(raw, scenario, "state.dimensions");
        state.parties = static_cast<double>(state.dimensions.size());
    }
    check_settings(raw, scenario);
    const bool closed_form = state.kind == "isotropic" || state.kind == "ghz-noise";
    if (!closed_form && scenario.settings.file.path.empty() && scenario.settings.key.empty()) scenario.settings.key = "z";
    if (scenario.leak.model == "junk" && state.kind != "isotropic") {
        refuse(raw, "leak.model", "is about the separable part of an isotropic state",
               "\"uniform\" beside " + written_or_default(raw, "state.kind", state.kind),
               "remove the key, or choose state.kind = \"isotropic\"");
    }
    const double parties = state.parties, probability = scenario.leak.probability;
    if (scenario.leak.pattern == "disjoint" && !(parties * probability <= 1.0)) {
        refuse(raw, "leak.probability", "is too large for disjoint leaks",
               fmt::format("at most 1/{}: no two of the {} outcomes of a round leak", parties, parties),
               "lower it, or choose another leak.pattern");
    }
}

}  // namespace keybound
