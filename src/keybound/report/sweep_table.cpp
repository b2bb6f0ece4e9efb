#include "keybound/report/sweep_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"
#include "keybound/core/version.hpp"
#include "keybound/scenario/canonical.hpp"
#include "keybound/study/csv_table.hpp"
#include "keybound/study/table_file.hpp"

namespace keybound {

namespace {

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool is_evaluated(const Proof& proof, const Scenario& scenario) {
    const auto& wanted = scenario.analysis.proofs;
    if (wanted.empty()) return proof.applies_to(scenario.protocol.name);
    return std::find(wanted.begin(), wanted.end(), proof.name) != wanted.end();
}

std::string cell(const std::optional<double>& value) { return value ? fmt::format("{}", *value) : ""; }

// Numbers are written in one way only; any other text was not written by us.
bool is_number_cell(const std::string& text) {
    double value = 0.0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && rest == text.data() + text.size() && fmt::format("{}", value) == text;
}

bool is_outcome(const std::string& text) {
    for (const Verdict verdict : {Verdict::proved, Verdict::not_applicable, Verdict::undecided, Verdict::as_printed}) {
        if (text == to_string(verdict)) return true;
    }
    return false;
}

}  // namespace

SweepTable::SweepTable(std::vector<std::string> leading, std::string comment)
    : leading_(std::move(leading)), comment_(std::move(comment)), evaluated_(proofs().size(), false) {}

void SweepTable::include(const Scenario& scenario) {
    if (scenario_.empty()) scenario_ = canonical_json(scenario);
    for (std::size_t i = 0; i < evaluated_.size(); ++i) {
        if (!evaluated_[i]) evaluated_[i] = is_evaluated(proofs()[i], scenario);
    }
}

std::vector<std::string> SweepTable::columns() const {
    std::vector<std::string> names = leading_;
    for (std::size_t i = 0; i < evaluated_.size(); ++i) {
        if (!evaluated_[i]) continue;
        const Proof& proof = proofs()[i];
        for (const char* name : {"outcome", "rate_bits_per_pulse", "rate_bits_per_second"})
            names.push_back(proof.name + "." + name);
        for (const std::string& name : proof.quantities) names.push_back(proof.name + "." + name);
    }
    names.emplace_back(scenario_hash_column);
    return names;
}

std::string SweepTable::header() const {
    return fmt::format("# keybound {}\n# {}{}\n{}{}", version, first_row_comment, scenario_,
                       comment_.empty() ? "" : fmt::format("# {}\n", comment_), csv_line(columns()));
}

TableRow SweepTable::row(const std::vector<std::string>& leading, const Result& result) const {
    KEYBOUND_CHECK(leading.size() == leading_.size());
    TableRow cells = leading;
    for (std::size_t i = 0; i < evaluated_.size(); ++i) {
        if (!evaluated_[i]) continue;
        const Proof* proof = &proofs()[i];
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

std::string SweepTable::flaw(const TableRow& row) const {
    const std::vector<std::string> names = columns();
    KEYBOUND_CHECK(row.size() == names.size());
    for (std::size_t i = leading_.size(); i + 1 < row.size(); ++i) {
        if (row[i].empty()) continue;
        const bool good = ends_with(names[i], ".outcome") ? is_outcome(row[i]) : is_number_cell(row[i]);
        if (!good) return fmt::format("{} = {}", names[i], shortened(row[i]));
    }
    return "";
}

bool proved_something(const std::vector<std::string>& columns, const TableRow& row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (ends_with(columns[i], ".outcome") && row[i] == to_string(Verdict::proved)) return true;
    }
    return false;
}

}  // namespace keybound
