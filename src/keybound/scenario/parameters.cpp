#include "keybound/scenario/parameters.hpp"

#include <algorithm>
#include <numbers>

#include "keybound/scenario/canonical.hpp"

namespace keybound {

namespace {

constexpr double pi = std::numbers::pi;

std::vector<Parameter> make_parameters() {
    const Range names{};
    return {
        {"protocol", "name", "", names, "Which protocol is run. `keybound list protocols` explains each.", "\"bb84\"",
         [](Scenario& s) -> FieldPointer { return &s.protocol.name; }},
        {"protocol", "z_basis_probability", "", open(0.0, 1.0),
         "Probability with which Alice and Bob each choose the key basis Z; rates are multiplied by its square. Omitted: the "
         "asymptotic limit 1, in which the test rounds cost nothing.",
         "0.9", [](Scenario& s) -> FieldPointer { return &s.protocol.z_basis_probability; }},
        {"source", "modulation_error_rad", "rad", open(-pi, pi),
         "delta: the encoder turns by (1 + delta/pi) times the intended angle, so that the characterised kets are "
         "(cos theta_j, sin theta_j) with theta_j = (1 + delta/pi) {0, pi/2, pi/4, 3pi/4} for 0Z, 1Z, 0X, 1X. Excludes "
         "source.states.",
         "0.063", [](Scenario& s) -> FieldPointer { return &s.source.modulation_error_rad; }},
        {"source", "states", "rad", closed(-2 * pi, 2 * pi),
         "The characterised qubit kets (cos theta, e^{i phi} sin theta) as [theta, phi], one per setting in the order 0Z, 1Z, "
         "0X, 1X (three-state: the first three). Excludes source.modulation_error_rad.",
         "[[0.0, 0.0], [1.571, 0.0], [0.785, 0.0], [2.356, 0.0]]",
         [](Scenario& s) -> FieldPointer { return &s.source.states; }},
        {"source", "leakage", "", closed(0.0, 1.0),
         "epsilon: every emitted state has fidelity at least 1 - epsilon with its characterised ket. One number, or one per "
         "setting. 0 is printed as the assumption \"no leakage\".",
         "1e-6", [](Scenario& s) -> FieldPointer { return &s.source.leakage; }, true},
        {"source", "repetition_rate_hz", "Hz", above(0.0, 1e15), "Pulses emitted per second.", "2.5e9",
         [](Scenario& s) -> FieldPointer { return &s.source.repetition_rate_hz; }, true},
        {"channel", "fibre_km", "km", closed(0.0, 10000.0), "Length of the fibre between Alice and Bob.", "100",
         [](Scenario& s) -> FieldPointer { return &s.channel.fibre_km; }},
        {"channel", "attenuation_db_per_km", "dB/km", closed(0.0, 1000.0), "Loss of the fibre per kilometre.", "0.2",
         [](Scenario& s) -> FieldPointer { return &s.channel.attenuation_db_per_km; }},
        {"channel", "misalignment_rad", "rad", closed(-pi / 2, pi / 2),
         "Rotation of the qubit in the X-Z plane between source and receiver; a perfect state then errs with probability "
         "sin^2 of this angle.",
         "0.1", [](Scenario& s) -> FieldPointer { return &s.channel.misalignment_rad; }},
        {"detector", "efficiency", "", above(0.0, 1.0), "Probability that a photon that reaches a detector is detected.",
         "0.73", [](Scenario& s) -> FieldPointer { return &s.detector.efficiency; }},
        {"detector", "dark_count_probability", "", below(0.0, 1.0), "Probability of a dark count per pulse and per detector.",
         "1e-8", [](Scenario& s) -> FieldPointer { return &s.detector.dark_count_probability; }, true},
        {"processing", "error_correction_efficiency", "", closed(1.0, 100.0),
         "f: error correction discloses f h(e_Z) bits per sifted bit.", "1.16",
         [](Scenario& s) -> FieldPointer { return &s.processing.error_correction_efficiency; }},
        {"analysis", "proofs", "", names,
         "The proofs to evaluate, by name. Omitted: all that apply. `keybound list proofs` names them.",
         "[\"loss-tolerant-coin\", \"repeaterless\"]", [](Scenario& s) -> FieldPointer { return &s.analysis.proofs; }},
    };
}

}  // namespace

const std::vector<Parameter>& parameters() {
    static const std::vector<Parameter> rows = make_parameters();
    return rows;
}

const Parameter* find_parameter(std::string_view path) {
    const auto& rows = parameters();
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const Parameter& row) { return row.path() == path; });
    return found == rows.end() ? nullptr : &*found;
}

std::string kind_of(const Parameter& parameter) {
    Scenario scenario;
    struct {
        std::string operator()(double*) const { return "number"; }
        std::string operator()(std::optional<double>*) const { return "number"; }
        std::string operator()(std::string*) const { return "name"; }
        std::string operator()(NameList*) const { return "list of names"; }
        std::string operator()(NumberList*) const { return "number, or one number per setting"; }
        std::string operator()(AngleList*) const { return "list of [theta, phi], one per setting"; }
    } kind;
    return std::visit(kind, parameter.field(scenario));
}

std::string default_of(const Parameter& parameter) {
    Scenario scenario;
    const std::string text = value_text(parameter, scenario);
    if (!text.empty()) return text;
    return parameter.path() == "protocol.name" ? "must be given" : "omitted";
}

}  // namespace keybound
