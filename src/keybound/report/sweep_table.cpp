#include "keybound/report/sweep_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "keybound/core/text.hpp"
#include "keybound/core/version.hpp"
#include "keybound/scenario/canonical.hpp"

namespace keybound {

namespace {

bool evaluated_somewhere(const Proof& proof, const std::vector<Scenario>& scenarios) {
    return std::any_of(scenarios.begin(), scenarios.end(), [&](const Scenario& scenario) {
        const auto& wanted = scenario.analysis.proofs;
        if (wanted.empty()) return proof.applies_to(scenario.protocol.name);
        return std::find(wanted.begin(), wanted.end(), proof.name) != wanted.end();
    });
}

std::string cell(const std::optional<double>& value) { return value ? fmt::format("{}", *value) : ""; }

std::string quoted_if_needed(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"') result += '"';
        result += c;
    }
    return result + '"';
}

}  // namespace

SweepTable::SweepTable(const Axis& axis, const std::vector<Scenario>& scenarios) : axis_(axis) {
    columns_.push_back(axis.key);
    for (const Proof& proof : proofs()) {
        if (!evaluated_somewhere(proof, scenarios)) continue;
        proofs_.push_back(&proof);
        for (const char* name : {"outcome", "rate_bits_per_pulse", "rate_bits_per_second"})
            columns_.push_back(proof.name + "." + name);
        for (const std::string& name : proof.quantities) columns_.push_back(proof.name + "." + name);
    }
    columns_.emplace_back("scenario_hash");
    scenario_ = scenarios.empty() ? "{}" : canonical_json(scenarios.front());
}

std::string SweepTable::header() const {
    return fmt::format("# keybound {}\n# scenario of the first row: {}\n{}\n", version, scenario_, join(columns_, ","));
}

TableRow SweepTable::row(std::size_t index, const Result& result) const {
    TableRow cells = {axis_.values[index]};
    for (const Proof* proof : proofs_) {
        const auto bound = std::find_if(result.bounds.begin(), result.bounds.end(),
                                        [&](const Bound& candidate) { return candidate.proof == proof; });
        if (bound == result.bounds.end()) {
            cells.insert(cells.end(), 3 + proof->quantities.size(), "");
            continue;
        }
        cells.emplace_back(to_string(bound->verdict));
        cells.push_back(cell(bound->rate_bits_per_pulse));
        cells.push_back(cell(bound->rate_bits_per_second));
        for (const std::string& name : proof->quantities) {
            const auto found = std::find_if(bound->quantities.begin(), bound->quantities.end(),
                                            [&](const auto& quantity) { return quantity.first == name; });
            cells.push_back(found == bound->quantities.end() ? "" : cell(found->second));
        }
    }
    cells.push_back(result.hash);
    return cells;
}

std::string SweepTable::line(const TableRow& row) {
    std::vector<std::string> cells;
    for (const std::string& value : row) cells.push_back(quoted_if_needed(value));
    return join(cells, ",") + "\n";
}

}  // namespace keybound
