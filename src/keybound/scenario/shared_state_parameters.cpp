#include "keybound/scenario/shared_state_parameters.hpp"

namespace keybound {

namespace {

const Range names{};

NameList state_names(const Vocabulary&) {
    return {"isotropic", "bell-diagonal", "werner", "amplitude-damped", "dephased", "ghz-noise", "matrix"};
}
NameList key_setting_names(const Vocabulary&) { return {"z", "x", "y", "bbm92", "e91", "six-state"}; }
NameList leak_model_names(const Vocabulary&) { return {"uniform", "junk"}; }
NameList leak_pattern_names(const Vocabulary&) { return {"same", "independent", "disjoint"}; }
NameList convention_names(const Vocabulary&) { return {"links", "paper"}; }

std::vector<Parameter> state_parameters() {
    std::vector<Parameter> rows = {
        {"state", "kind", "", names,
         "What the parties share: \"isotropic\" is v GHZ + (1 - v) white noise, for two parties v phi+ + (1 - v) 1/d^2, and "
         "\"ghz-noise\" the same of qubits; \"werner\" v psi- + (1 - v) 1/4; \"bell-diagonal\" a mixture of Bell states; "
         "\"amplitude-damped\" and \"dephased\" phi+ whose second qubit was; \"matrix\" any state, from a file.",
         "\"isotropic\"", [](Scenario& s) -> FieldPointer { return &s.state.kind; }, false, state_names},
        {"state", "visibility", "", closed(0.0, 1.0),
         "v: share of the GHZ state, or of psi- of \"werner\"; with repeaters that of each link.", "0.9",
         [](Scenario& s) -> FieldPointer { return &s.state.visibility; }},
        {"state", "dimension", "", closed(2.0, 1024.0), "d: dimension of each party's system, a whole number.", "3",
         [](Scenario& s) -> FieldPointer { return &s.state.dimension; }},
        {"state", "parties", "", closed(2.0, 32.0), "N: how many parties share the state, a whole number.", "3",
         [](Scenario& s) -> FieldPointer { return &s.state.parties; }},
        {"state", "weights", "", closed(0.0, 1.0),
         "Of \"bell-diagonal\": the weights of phi+, phi-, psi+, psi-, four numbers whose sum is 1 to within 1e-9.",
         "[0.9, 0.05, 0.03, 0.02]", [](Scenario& s) -> FieldPointer { return &s.state.weights; }},
        {"state", "damping", "", closed(0.0, 1.0),
         "Of \"amplitude-damped\": probability with which state 1 of the second qubit decays to state 0; of \"dephased\": of a "
         "phase "
         "flip.",
         "0.2", [](Scenario& s) -> FieldPointer { return &s.state.damping; }},
        {"state", "file", "", names, "Of \"matrix\": a CSV file with the density matrix (docs/formats/density-matrix.md).",
         "\"state.csv\"", [](Scenario& s) -> FieldPointer { return &s.state.file; }},
        {"state", "dimensions", "", closed(2.0, 8.0),
         "Of \"matrix\": the dimension of each party's system, whole numbers, at most 16 dimensions together.", "[2, 3]",
         [](Scenario& s) -> FieldPointer { return &s.state.dimensions; }},
    };
    for (Parameter& row : rows) {
        if (row.key == "visibility") row.state_kinds = {"isotropic", "werner", "ghz-noise"};
        if (row.key == "dimension") row.state_kinds = {"isotropic"};
        if (row.key == "parties") row.state_kinds = {"isotropic", "ghz-noise"};
        if (row.key == "weights") row.state_kinds = {"bell-diagonal"};
        if (row.key == "damping") row.state_kinds = {"amplitude-damped", "dephased"};
        if (row.key == "file" || row.key == "dimensions") row.state_kinds = {"matrix"};
        if (row.key == "weights" || row.key == "dimensions") row.kind = "list of numbers";
    }
    return rows;
}

std::vector<Parameter> settings_parameters() {
    return {
        {"settings", "key", "", names,
         "What the parties measure in key rounds: \"z\" the computational bases, \"x\" the Fourier basis and its conjugate, of "
         "qubits \"y\"; \"bbm92\" z and x, \"six-state\" z, x and y, \"e91\" Ekert's two matched directions, in turn. Omitted: "
         "\"z\"; of isotropic states then only what is known in closed form.",
         "\"bbm92\"", [](Scenario& s) -> FieldPointer { return &s.settings.key; }, false, key_setting_names},
        {"settings", "file", "", names,
         "A CSV file with the measurement operators of key rounds (docs/formats/povm.md). Excludes settings.key.",
         "\"povm.csv\"", [](Scenario& s) -> FieldPointer { return &s.settings.file; }},
    };
}

std::vector<Parameter> leak_parameters() {
    return {
        {"leak", "probability", "", closed(0.0, 1.0),
         "L: probability with which the outcome of a party in a key round becomes known to Eve, together with the number of "
         "the round. 0 is printed as an assumption.",
         "0.1", [](Scenario& s) -> FieldPointer { return &s.leak.probability; }},
        {"leak", "model", "", names,
         "Which rounds leak: \"uniform\" any round alike, \"junk\" only rounds of the separable part of the state, with "
         "probability L each.",
         "\"junk\"", [](Scenario& s) -> FieldPointer { return &s.leak.model; }, false, leak_model_names},
        {"leak", "pattern", "", names,
         "Which outcomes leak together: all parties' in the \"same\" rounds, each party's \"independent\"ly, or in "
         "\"disjoint\" rounds, which leaves L at most 1/N.",
         "\"independent\"", [](Scenario& s) -> FieldPointer { return &s.leak.pattern; }, false, leak_pattern_names},
    };
}

std::vector<Parameter> repeater_parameters() {
    std::vector<Parameter> rows = {
        {"repeaters", "count", "", closed(0.0, 1000000.0),
         "n: repeaters between two parties, a whole number; they swap entanglement and do nothing else. Omitted: none, or one "
         "fewer than repeaters.link_visibilities.",
         "3", [](Scenario& s) -> FieldPointer { return &s.repeaters.count; }},
        {"repeaters", "convention", "", names,
         "Visibility behind n repeaters: \"links\" is v^(n+1), one factor per link, \"paper\" the published v^(2n), which "
         "bounds "
         "nothing and is shown as printed.",
         "\"links\"", [](Scenario& s) -> FieldPointer { return &s.repeaters.convention; }, false, convention_names},
        {"repeaters", "link_visibilities", "", closed(0.0, 1.0),
         "The visibility of each link, n + 1 numbers. Excludes state.visibility.", "[0.98, 0.95, 0.97]",
         [](Scenario& s) -> FieldPointer { return &s.repeaters.link_visibilities; }},
        {"repeaters", "bell_measurement_visibility", "", closed(0.0, 1.0),
         "b: a repeater's Bell measurement is perfect with this probability and else a random outcome; 1 is perfect.", "0.99",
         [](Scenario& s) -> FieldPointer { return &s.repeaters.bell_measurement_visibility; }},
    };
    for (Parameter& row : rows) {
        row.state_kinds = {"isotropic"};
        if (row.key == "convention") row.needs = "repeaters.count";
        if (row.key == "link_visibilities") row.kind = "list of numbers";
    }
    return rows;
}

}  // namespace

std::vector<Parameter> shared_state_parameters() {
    std::vector<Parameter> rows;
    for (const auto& part : {state_parameters(), settings_parameters(), leak_parameters(), repeater_parameters()}) {
        rows.insert(rows.end(), part.begin(), part.end());
    }
    for (Parameter& row : rows) row.only_for = {"entanglement"};
    return rows;
}

}  // namespace keybound
