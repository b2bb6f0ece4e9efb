#include "keybound/report/sweep_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "keybound/core/error.hpp"
#include "keybound/core/text.hpp"
#include "keybound/core/version.hpp"
#include "keybound/rate/finite_key.hpp"
#include "keybound/rate/laser_rate.hpp"
#include "keybound/scenario/canonical.hpp"
#include "keybound/study/csv_table.hpp"
#include "keybound/study/table_file.hpp"

namespace keybound {

namespace {

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
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
    chooses_intensities_ = chooses_intensities_ || optimises_intensities(scenario);
    has_runs_ = has_runs_ || scenario.finite.pulses.has_value();
    for (std::size_t i = 0; i < evaluated_.size(); ++i) {
        if (!evaluated_[i]) evaluated_[i] = is_evaluated(proofs()[i], scenario);
    }
}

std::vector<std::string> SweepTable::columns_of(const Proof& proof) const {
    std::vector<std::string> names = {"outcome", "rate_bits_per_pulse", "rate_bits_per_second"};
    if (has_runs_ && (proof.run || proof.direction() == Direction::upper)) names.emplace_back("key_length_bits");
    names.insert(names.end(), proof.quantities.begin(), proof.quantities.end());
    const bool of_lasers = std::find(names.begin(), names.end(), "single_photon_yield") != names.end();
    if (chooses_intensities_ && of_lasers) names.insert(names.end(), intensity_names().begin(), intensity_names().end());
    if (has_runs_ && proof.run) {
        names.insert(names.end(), finite_quantity_names().begin(), finite_quantity_names().end());
    }
    return names;
}

std::vector<std::string> SweepTable::columns() const {
    std::vector<std::string> names = leading_;
    for (std::size_t i = 0; i < evaluated_.size(); ++i) {
        if (!evaluated_[i]) continue;
        const Proof& proof = proofs()[i];
        for (const std::string& name : columns_of(proof)) names.push_back(proof.name + "." + name);
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
            cells.insert(cells.end(), columns_of(*proof).size(), "");
            continue;
        }
        cells.emplace_back(to_string(bound->verdict));
        cells.push_back(cell(bound->rate_bits_per_pulse));
        cells.push_back(cell(bound->rate_bits_per_second));
        const std::vector<std::string> names = columns_of(*proof);
        for (std::size_t k = 3; k < names.size(); ++k) {
            const auto found = std::find_if(bound->quantities.begin(), bound->quantities.end(),
                                            [&](const auto& quantity) { return quantity.first == names[k]; });
            if (names[k] == "key_length_bits")
                cells.push_back(cell(bound->key_length_bits));
            else
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
