#include <numbers>

#include "keybound/scenario/parameters.hpp"

namespace keybound {

namespace {

constexpr double largest_chsh_value = 2.0 * std::numbers::sqrt2;
constexpr double local_visibility_of_chsh = 0.5 * std::numbers::sqrt2;

}  // namespace

void add_device_independent_parameters(std::vector<Parameter>& rows) {
    const NameList protocols = {"diqkd-chsh"};
    const NameList measured = {"correlations.chsh_value", "correlations.file"};
    for (Parameter& row : rows) {
        const bool detector = row.table == "detector";
        if (!detector && row.path() != "state.kind" && row.path() != "state.visibility") continue;
        row.only_for.push_back("diqkd-chsh");
        row.unless = measured;
        if (detector) row.help += row.key == "efficiency" ? " Omitted with diqkd-chsh: 1." : " Omitted with diqkd-chsh: 0.";
    }
    std::vector<Parameter> table = {
        {"correlations", "chsh_value", "", closed(-largest_chsh_value, largest_chsh_value),
         "S: what the devices reach in the Bell test, E00 + E01 + E10 - E11 of the correlators. For protocols that estimate S "
         "and correlations.quantum_bit_error_rate and nothing else. Excludes state.visibility.",
         "2.6", [](Scenario& s) -> FieldPointer { return &s.correlations.chsh_value; }},
        {"correlations", "quantum_bit_error_rate", "", closed(0.0, 1.0),
         "Q: probability that the outcomes of the key settings differ.", "0.04",
         [](Scenario& s) -> FieldPointer { return &s.correlations.quantum_bit_error_rate; }},
        {"correlations", "file", "", Range{},
         "A CSV file with what the devices show: columns x,y,a,b,p or x,y,a,b,count with settings x of 0, 1 and y of 0, 1, 2 and "
         "outcomes 0, 1; docs/formats/correlations.md. Excludes state.visibility and correlations.chsh_value.",
         "\"table.csv\"", [](Scenario& s) -> FieldPointer { return &s.correlations.file; }},
        {"correlations", "local_visibility", "", above(0.0, local_visibility_of_chsh),
         "v_L: you claim that the table of all tested settings has a local model at this state.visibility; for protocols that "
         "test more settings than those of the CHSH inequality, which no local model reaches above 1/sqrt(2). Printed as an "
         "assumption. Omitted: proved for the settings of this protocol.",
         "0.6829", [](Scenario& s) -> FieldPointer { return &s.correlations.local_visibility; }},
    };
    table[0].needs = "correlations.quantum_bit_error_rate";
    table[0].unless = {"correlations.file"};
    table[1].needs = "correlations.chsh_value";
    table[1].unless = {"correlations.file"};
    table[3].unless = measured;
    for (Parameter& row : table) {
        row.only_for = protocols;
        rows.push_back(std::move(row));
    }
}

}  // namespace keybound
