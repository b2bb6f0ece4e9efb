#include "keybound/scenario/parameters.hpp"

#include <algorithm>
#include <numbers>

#include "keybound/scenario/canonical.hpp"
#include "keybound/scenario/private_parameters.hpp"
#include "keybound/scenario/resolve.hpp"
#include "keybound/scenario/shared_state_parameters.hpp"

namespace keybound {

namespace {

constexpr double pi = std::numbers::pi;

template <class List>
NameList names_of(const List& list) {
    NameList names;
    for (const auto& word : list) names.push_back(word.name);
    return names;
}

NameList protocol_names(const Vocabulary& words) { return names_of(words.protocols); }
NameList method_names(const Vocabulary& words) { return names_of(words.finite_methods); }
NameList proof_names(const Vocabulary& words) { return words.proofs; }
NameList randomisation_names(const Vocabulary&) { return {"continuous", "discrete"}; }
NameList encoding_names(const Vocabulary&) { return {"polarisation", "phase"}; }
NameList intensity_words(const Vocabulary&) { return {"optimise"}; }
NameList dual_names(const Vocabulary&) { return {"optimal", "coin"}; }

// The keys of a Trojan-horse attack of known kind.
std::vector<Parameter> trojan_horse_parameters() {
    std::vector<Parameter> rows = {
        {"trojan_horse", "output_intensity", "", above(0.0, 1.0),
         "Photons per signal pulse that Eve gets back from the source, as a coherent state that was modulated like the pulse; "
         "with other intensities proportionally fewer. Proofs that take it as uncharacterised use the leakage "
         "1 - exp(-output_intensity).",
         "1e-7", [](Scenario& s) -> FieldPointer { return &s.trojan_horse.output_intensity; }, true},
        {"trojan_horse", "phase_modulator_intensity", "", closed(0.0, 1.0),
         "Photons per pulse that Eve gets back from the extra phase modulator alone; only beside phase_modulator_phases. "
         "Omitted: "
         "0.",
         "1e-8", [](Scenario& s) -> FieldPointer { return &s.trojan_horse.phase_modulator_intensity; }, true},
        {"trojan_horse", "phase_modulator_phases", "", closed(1.0, 25.0),
         "Number of random phases of an extra phase modulator that acts on Eve's light but not on the pulse's random phase, "
         "which then does not leak; 1 is none. Omitted: Eve's light carries the phase of the pulse.",
         "4", [](Scenario& s) -> FieldPointer { return &s.trojan_horse.phase_modulator_phases; }},
    };
    rows[1].needs = "trojan_horse.output_intensity";
    rows[2].needs = "trojan_horse.output_intensity";
    return rows;
}

// The keys of laser pulses with decoy states.
std::vector<Parameter> laser_parameters() {
    const Range names{};
    std::vector<Parameter> rows = {
        {"source", "intensities", "", closed(0.0, 10.0),
         "Mean photon numbers of the pulses, in decreasing order: the signal, whose pulses give the key, then at least two "
         "decoys. The last may be 0. \"optimise\": a signal, one decoy and 0, chosen for each proof so that it gives the most "
         "key.",
         "[0.5, 0.1, 0.0]", [](Scenario& s) -> FieldPointer { return &s.source.intensities; }, false, intensity_words},
        {"source", "phase_randomisation", "", names,
         "How the global phase of the pulses is drawn: \"continuous\" from all angles, \"discrete\" from source.phases evenly "
         "spaced ones.",
         "\"discrete\"", [](Scenario& s) -> FieldPointer { return &s.source.phase_randomisation; }, false, randomisation_names},
        {"source", "phases", "", closed(2.0, 24.0),
         "Number of phases of a discrete randomisation, a whole number. Omitted: 10.", "10",
         [](Scenario& s) -> FieldPointer { return &s.source.phases; }},
        {"source", "encoding", "", names,
         "Into what bit and basis are encoded: \"polarisation\" of one mode pair, or the \"phase\" between two halves of a "
         "pulse.",
         "\"phase\"", [](Scenario& s) -> FieldPointer { return &s.source.encoding; }, false, encoding_names},
    };
    rows[0].kind = "list of numbers, or \"optimise\"";
    for (Parameter& row : trojan_horse_parameters()) rows.push_back(std::move(row));
    for (Parameter& row : rows) row.only_for = {"decoy-bb84"};
    return rows;
}

// The keys of [finite]. Omitted ones are optimised on the expected counts of the channel model, never on the data of a run.
std::vector<Parameter> finite_parameters() {
    const Range names{};
    std::vector<Parameter> rows = {
        {"finite", "pulses", "", closed(1.0, 1e18),
         "N: pulses emitted in one run, fixed before it begins; a fraction of a pulse is not counted. Given: lower bounds are "
         "for the finite key of such a run. Omitted: asymptotic, and the other keys of [finite] may not stand.",
         "1e12", [](Scenario& s) -> FieldPointer { return &s.finite.pulses; }, true},
        {"finite", "secrecy", "", open(0.0, 1.0),
         "The largest trace distance between the key with all that Eve holds and a uniform key of which she knows nothing; "
         "secrecy = privacy_secrecy + 2 sqrt(failure_probability). The whole protocol is secure up to secrecy + correctness.",
         "1e-10", [](Scenario& s) -> FieldPointer { return &s.finite.secrecy; }, true},
        {"finite", "correctness", "", open(0.0, 1.0),
         "The largest probability that Alice's key differs from Bob's; its verification discloses log2(2/correctness) bits.",
         "1e-10", [](Scenario& s) -> FieldPointer { return &s.finite.correctness; }, true},
        {"finite", "method", "", names, "How the number of phase errors is bounded from the counts of a run.", "\"e-value\"",
         [](Scenario& s) -> FieldPointer { return &s.finite.method; }, false, method_names},
        {"finite", "dual", "", names,
         "Where the multipliers of the counts come from: \"optimal\" from a semidefinite programme for such a run, \"coin\" "
         "from "
         "the closed form of the quantum coin, which uses no Z tests. Given: fixed. Omitted: both are evaluated on the "
         "expected counts of the channel model.",
         "\"optimal\"", [](Scenario& s) -> FieldPointer { return &s.finite.dual; }, false, dual_names},
        {"finite", "dual_weight", "", above(0.0, 1e9),
         "mu: weight in the coin's multipliers; only with dual = \"coin\". Every value is valid. Given: fixed. Omitted: "
         "optimised "
         "on the expected counts of the channel model.",
         "0.1", [](Scenario& s) -> FieldPointer { return &s.finite.dual_weight; }, true},
        {"finite", "tilt", "", above(0.0, 1e15),
         "s: a counted round has the weight 1 - s times its coefficient, a phase error 1 + s times its own; for the methods "
         "that "
         "weigh rounds. Every value that leaves all weights positive is valid. Given: fixed. Omitted: optimised on the "
         "expected "
         "counts of the channel model.",
         "1e-3", [](Scenario& s) -> FieldPointer { return &s.finite.tilt; }, true},
        {"finite", "coin_probability", "", open(0.0, 1.0),
         "p_C: share of the rounds that a fictitious coin could take; for the methods that thin the counts by it. Every value "
         "is "
         "valid. Given: fixed. Omitted: optimised on the expected counts of the channel model.",
         "0.01", [](Scenario& s) -> FieldPointer { return &s.finite.coin_probability; }, true},
        {"finite", "hoelder_exponent", "", open(0.0, 1.0),
         "theta of Hoelder's inequality, which parts the weights from the coin; for the methods that use it. Every value is "
         "valid. Given: fixed. Omitted: optimised on the expected counts of the channel model.",
         "0.9", [](Scenario& s) -> FieldPointer { return &s.finite.hoelder_exponent; }},
        {"finite", "test_fraction", "", below(0.0, 1.0),
         "r: share of the rounds in which both chose Z that is disclosed at random, so that bit errors tighten the phase-error "
         "bound; the rest is key. 0: no Z tests. Given: fixed. Omitted: optimised on the expected counts of the channel model.",
         "0.05", [](Scenario& s) -> FieldPointer { return &s.finite.test_fraction; }},
        // no more can be given: 2 sqrt(failure_probability) < secrecy < 1
        {"finite", "failure_probability", "", open(0.0, 0.25),
         "eps_f: probability with which the bound on the phase errors may fail. Given: fixed. Omitted: what secrecy leaves, "
         "((secrecy - privacy_secrecy)/2)^2.",
         "6.25e-22", [](Scenario& s) -> FieldPointer { return &s.finite.failure_probability; }, true},
        {"finite", "privacy_secrecy", "", open(0.0, 1.0),
         "eps_PA: share of secrecy for privacy amplification, which costs 2 log2(1/(2 privacy_secrecy)) bits. Given: fixed. "
         "Omitted: secrecy/2, or secrecy - 2 sqrt(failure_probability) if that is given.",
         "5e-11", [](Scenario& s) -> FieldPointer { return &s.finite.privacy_secrecy; }, true},
    };
    for (Parameter& row : rows) {
        if (row.key != "pulses") row.needs = "finite.pulses";
    }
    return rows;
}

std::vector<Parameter> make_parameters() {
    const Range names{};
    std::vector<Parameter> rows = {
        {"protocol", "name", "", names, "Which protocol is run. `keybound list protocols` explains each.", "\"bb84\"",
         [](Scenario& s) -> FieldPointer { return &s.protocol.name; }, false, protocol_names},
        {"protocol", "z_basis_probability", "", open(0.0, 1.0),
         "Probability with which Alice and Bob each choose the key basis Z; rates are multiplied by its square. Omitted: with "
         "finite.pulses optimised on the expected counts of the channel model, otherwise the asymptotic limit 1, in which the "
         "test rounds cost nothing.",
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
        {"source", "states_file", "", names,
         "A CSV file with characterised kets of any dimension: one row per setting in the order 0Z, 1Z, 0X, 1X, columns re, im "
         "of "
         "each amplitude; amplitudes 2k and 2k+1 are those of 0Z and 1Z in mode k. Excludes source.states and "
         "source.modulation_error_rad.",
         "\"kets.csv\"", [](Scenario& s) -> FieldPointer { return &s.source.states_file; }},
        {"source", "leakage", "", closed(0.0, 1.0),
         "epsilon: every emitted state has fidelity at least 1 - epsilon with its characterised ket. One number, or one per "
         "setting. 0 is printed as the assumption \"no leakage\". Excludes [[source.side_channel]].",
         "1e-6", [](Scenario& s) -> FieldPointer { return &s.source.leakage; }, true},
        {"source", "repetition_rate_hz", "Hz", above(0.0, 1e15), "Pulses emitted per second.", "2.5e9",
         [](Scenario& s) -> FieldPointer { return &s.source.repetition_rate_hz; }, true},
    };
    for (Parameter& row : laser_parameters()) rows.push_back(std::move(row));
    const std::vector<Parameter> rest = {
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
    };
    rows.insert(rows.end(), rest.begin(), rest.end());
    for (Parameter& row : rows) {
        if (row.path() != "protocol.name" && row.only_for.empty()) row.only_for = {"bb84", "three-state", "decoy-bb84"};
    }
    for (Parameter& row : finite_parameters()) rows.push_back(std::move(row));
    for (Parameter& row : shared_state_parameters()) rows.push_back(std::move(row));
    for (Parameter& row : private_state_parameters()) rows.push_back(std::move(row));
    for (Parameter& row : quantum_channel_parameters()) rows.push_back(std::move(row));
    add_device_independent_parameters(rows);
    rows.push_back({"analysis", "proofs", "", names,
                    "The proofs to evaluate, by name. Omitted: all that apply. `keybound list proofs` names them.",
                    "[\"loss-tolerant-coin\", \"repeaterless\"]",
                    [](Scenario& s) -> FieldPointer { return &s.analysis.proofs; }, false, proof_names});
    return rows;
}

}  // namespace

const std::vector<Parameter>& parameters() {
    static const std::vector<Parameter> rows = make_parameters();
    return rows;
}

const Parameter* find_parameter(std::string_view path) {
    const auto in = [&](const std::vector<Parameter>& rows) {
        const auto found = std::find_if(rows.begin(), rows.end(), [&](const Parameter& row) { return row.path() == path; });
        return found == rows.end() ? nullptr : &*found;
    };
    if (path.rfind("source.side_channel[", 0) != 0) return in(parameters());
    for (std::size_t entry = 0; entry < most_side_channels; ++entry) {
        if (const Parameter* row = in(side_channel_parameters(entry))) return row;
    }
    return nullptr;
}

std::vector<Parameter> documented_parameters() {
    std::vector<Parameter> rows = parameters();
    rows.insert(rows.end(), side_channel_parameters(0).begin(), side_channel_parameters(0).end());
    return rows;
}

bool is_numeric(const Parameter& parameter) { return parameter.range.lower < parameter.range.upper; }

std::string kind_of(const Parameter& parameter) {
    if (!parameter.kind.empty()) return parameter.kind;
    Scenario scenario;
    struct {
        std::string operator()(double*) const { return "number"; }
        std::string operator()(std::optional<double>*) const { return "number"; }
        std::string operator()(std::string*) const { return "name"; }
        std::string operator()(FileReference*) const { return "file name"; }
        std::string operator()(NameList*) const { return "list of names"; }
        std::string operator()(NumberList*) const { return "number, or one number per setting"; }
        std::string operator()(AngleList*) const { return "list of [theta, phi], one per setting"; }
        std::string operator()(bool*) const { return "true or false"; }
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
