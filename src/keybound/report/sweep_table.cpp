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

bool is_outcome(const std::string& text, bool solved) {
    using Solved = Solution::Outcome;
    if (solved) {
        return text == to_string(Solved::found) || text == to_string(Solved::always_met) ||
               text == to_string(Solved::never_met) || text == to_string(Solved::several);
    }
    for (const Verdict verdict : {Verdict::proved, Verdict::not_applicable, Verdict::undecided, Verdict::as_printed}) {
        if (text == to_string(verdict)) return true;
    }
    return false;
}

std::optional<double> number_named(const NamedNumbers& numbers, const std::string& name) {
    const auto found = std::find_if(numbers.begin(), numbers.end(), [&](const auto& entry) { return entry.first == name; });
    if (found == numbers.end()) return std::nullopt;
    return found->second;
}

}  // namespace

bool has_solved_column(const Proof& proof, const Scenario& scenario) {
    const bool in_regime = !scenario.finite.pulses || is_finite_row(proof, scenario);
    return proof.direction() == Direction::lower && is_evaluated(proof, scenario) && in_regime;
}

SweepTable::SweepTable(std::vector<std::string> leading, std::string comment, std::string solved_key,
                       std::vector<std::string> statistics)
    : leading_(std::move(leading)),
      comment_(std::move(comment)),
      solved_key_(std::move(solved_key)),
      statistics_(std::move(statistics)),
      evaluated_(proofs().size(), false) {}

void SweepTable::include(const Scenario& scenario) {
    if (scenario_.empty()) scenario_ = canonical_json(scenario);
    chooses_intensities_ = chooses_intensities_ || optimises_intensities(scenario);
    protocols_.insert(scenario.protocol.name);
    has_runs_ = has_runs_ || scenario.finite.pulses.has_value();
    for (std::size_t i = 0; i < evaluated_.size(); ++i) {
        const Proof& proof = proofs()[i];
        const bool wanted = solved_key_.empty() ? is_evaluated(proof, scenario) : has_solved_column(proof, scenario);
        evaluated_[i] = evaluated_[i] || wanted;
    }
}

std::vector<std::string> SweepTable::columns_of(const Proof& proof) const {
    if (!solved_key_.empty()) return {"outcome", solved_key_, "rate_bits_per_pulse"};
    std::vector<std::string> names = {"outcome", "rate_bits_per_pulse", "rate_bits_per_second"};
    if (has_runs_ && (proof.run || proof.direction() == Direction::upper)) names.emplace_back("key_length_bits");
    for (const std::string& protocol : protocols_) {
        for (const std::string& quantity : proof.quantities_in(protocol)) {
            if (std::find(names.begin(), names.end(), quantity) == names.end()) names.push_back(quantity);
        }
    }
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
    for (const std::string& name : statistics_) names.push_back(statistics_prefix + name);
    names.emplace_back(scenario_hash_column);
    return names;
}

std::string SweepTable::header() const {
    return fmt::format("# keybound {}\n# {}{}\n{}{}", version, first_row_comment, scenario_,
                       comment_.empty() ? "" : fmt::format("# {}\n", comment_), csv_line(columns()));
}

TableRow SweepTable::assembled(const std::vector<std::string>& leading,
                               const std::function<std::vector<std::string>(const Proof&)>& cells,
                               const NamedNumbers& statistics, const std::string& hash) const {
    KEYBOUND_CHECK(leading.size() == leading_.size());
    TableRow row = leading;
    for (std::size_t i = 0; i < evaluated_.size(); ++i) {
        if (!evaluated_[i]) continue;
        std::vector<std::string> of_proof = cells(proofs()[i]);
        of_proof.resize(columns_of(proofs()[i]).size());
        row.insert(row.end(), of_proof.begin(), of_proof.end());
    }
    for (const std::string& name : statistics_) row.push_back(cell(number_named(statistics, name)));
    row.push_back(hash);
    return row;
}

std::vector<std::string> SweepTable::cells_of(const Bound& bound) const {
    std::vector<std::string> cells = {to_string(bound.verdict), cell(bound.rate_bits_per_pulse),
                                      cell(bound.rate_bits_per_second)};
    const std::vector<std::string> names = columns_of(*bound.proof);
    for (std::size_t k = 3; k < names.size(); ++k) {
        cells.push_back(cell(names[k] == "key_length_bits" ? bound.key_length_bits : number_named(bound.quantities, names[k])));
    }
    return cells;
}

TableRow SweepTable::row(const std::vector<std::string>& leading, const Result& result) const {
    const auto cells = [&](const Proof& proof) -> std::vector<std::string> {
        const auto bound = std::find_if(result.bounds.begin(), result.bounds.end(),
                                        [&](const Bound& candidate) { return candidate.proof == &proof; });
        if (bound == result.bounds.end()) return {};
        return cells_of(*bound);
    };
    return assembled(leading, cells, result.statistics, result.hash);
}

TableRow SweepTable::row(const std::vector<std::string>& leading, const std::vector<SolvedBound>& solved,
                         const NamedNumbers& statistics, const std::string& hash) const {
    const auto cells = [&](const Proof& proof) -> std::vector<std::string> {
        const auto bound =
            std::find_if(solved.begin(), solved.end(), [&](const SolvedBound& candidate) { return candidate.proof == &proof; });
        if (bound == solved.end()) return {};
        const Solution& solution = bound->solution;
        if (solution.outcome != Solution::Outcome::found) return {to_string(solution.outcome)};
        return {to_string(solution.outcome), cell(solution.value), cell(solution.at_value)};
    };
    return assembled(leading, cells, statistics, hash);
}

std::string SweepTable::flaw(const TableRow& row) const {
    const std::vector<std::string> names = columns();
    KEYBOUND_CHECK(row.size() == names.size());
    for (std::size_t i = leading_.size(); i + 1 < row.size(); ++i) {
        if (row[i].empty()) continue;
        const bool good = ends_with(names[i], ".outcome") ? is_outcome(row[i], !solved_key_.empty()) : is_number_cell(row[i]);
        if (!good) return fmt::format("{} = {}", names[i], shortened(row[i]));
    }
    return "";
}

bool has_value(const std::string& outcome) {
    return outcome == to_string(Verdict::proved) || outcome == to_string(Solution::Outcome::found);
}

bool proved_something(const std::vector<std::string>& columns, const TableRow& row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (ends_with(columns[i], ".outcome") && has_value(row[i])) return true;
    }
    return false;
}

}  // namespace keybound
