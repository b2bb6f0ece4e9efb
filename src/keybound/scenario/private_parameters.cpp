#include "keybound/scenario/private_parameters.hpp"

namespace keybound {

namespace {

NameList unitary_names(const Vocabulary&) { return {"fourier", "hadamard", "file"}; }

NameList channel_names(const Vocabulary&) {
    return {"depolarising", "dephasing", "erasure", "amplitude-damping", "private-state", "choi-file", "kraus-file"};
}

bool is_shield_of_a_channel(const Scenario& s) {
    return s.protocol.name != "quantum-channel" || s.quantum_channel.kind == "private-state";
}

}  // namespace

std::vector<Parameter> private_state_parameters() {
    const Range names{};
    std::vector<Parameter> rows = {
        {"private_state", "dimension", "", closed(2.0, 1e15),
         "d: dimension of the shield of each party, beside a key qubit each; a fraction of a dimension is not counted. In "
         "quantum-channel only of the kind \"private-state\".",
         "32", [](Scenario& s) -> FieldPointer { return &s.private_state.dimension; }, true},
        {"private_state", "unitary", "", names,
         "The unitary of the shields, all of whose entries have the modulus 1/sqrt(d): \"fourier\", \"hadamard\" (d a power of "
         "two), or \"file\". No bound depends on which one it is.",
         "\"fourier\"", [](Scenario& s) -> FieldPointer { return &s.private_state.unitary; }, false, unitary_names},
        {"private_state", "file", "", names,
         "With unitary = \"file\", d at most 64: a CSV file with d rows of columns re,im. It is checked to be unitary and flat "
         "to 1e-9.",
         "\"unitary.csv\"", [](Scenario& s) -> FieldPointer { return &s.private_state.file; }},
        {"private_state", "copies", "", closed(1.0, 999.0),
         "n: copies that advantage distillation makes into one state with shields of d^n dimensions, a whole number; 1: none. "
         "Rates stay those per copy.",
         "20", [](Scenario& s) -> FieldPointer { return &s.private_state.copies; }},
    };
    for (Parameter& row : rows) row.only_for = {"private-state", "quantum-channel"};
    rows[3].only_for = {"private-state"};
    for (Parameter& row : rows) row.has_meaning = is_shield_of_a_channel;
    rows[2].has_meaning = [](const Scenario& s) { return is_shield_of_a_channel(s) && s.private_state.unitary == "file"; };
    return rows;
}

std::vector<Parameter> quantum_channel_parameters() {
    const Range names{};
    std::vector<Parameter> rows = {
        {"quantum_channel", "kind", "", names,
         "The channel that is used: of a qubit, the one whose Choi state is the private state of [private_state], or one from "
         "a file of its Choi state or its Kraus operators.",
         "\"dephasing\"", [](Scenario& s) -> FieldPointer { return &s.quantum_channel.kind; }, false, channel_names},
        {"quantum_channel", "parameter", "", closed(0.0, 1.0),
         "Of the qubit channels: the probability that the qubit is replaced by white noise (depolarising), flipped in phase "
         "(dephasing) or lost (erasure), or the damping probability (amplitude-damping).",
         "0.1", [](Scenario& s) -> FieldPointer { return &s.quantum_channel.parameter; }},
        {"quantum_channel", "settings", "", closed(2.0, 1000.0),
         "m, of the kind \"erasure\": how many settings a device-independent receiver ever uses, a whole number.", "4",
         [](Scenario& s) -> FieldPointer { return &s.quantum_channel.settings; }},
        {"quantum_channel", "file", "", names,
         "Of the kinds \"choi-file\" (docs/formats/choi.md) and \"kraus-file\" (docs/formats/kraus.md): a CSV file of columns "
         "re,im.",
         "\"choi.csv\"", [](Scenario& s) -> FieldPointer { return &s.quantum_channel.file; }},
    };
    for (Parameter& row : rows) row.only_for = {"quantum-channel"};
    rows[1].has_meaning = [](const Scenario& s) {
        const std::string& kind = s.quantum_channel.kind;
        return kind == "depolarising" || kind == "dephasing" || kind == "erasure" || kind == "amplitude-damping";
    };
    rows[2].has_meaning = [](const Scenario& s) { return s.quantum_channel.kind == "erasure"; };
    rows[3].has_meaning = [](const Scenario& s) {
        return s.quantum_channel.kind == "choi-file" || s.quantum_channel.kind == "kraus-file";
    };
    return rows;
}

}  // namespace keybound
